"""Region = tenant."""
