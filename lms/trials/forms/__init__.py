"""Forms of trial work."""
