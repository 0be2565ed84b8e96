"""Pages of trial work for the person, the firm and the staff."""
