"""The catalogue as Wagtail pages; skills; item versions and keys."""
