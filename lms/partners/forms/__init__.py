"""Forms of firms and of the staff who work with them."""
