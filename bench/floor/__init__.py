"""The floor: a bare Django view with session login and one query."""
