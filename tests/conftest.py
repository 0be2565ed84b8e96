"""Traps and fixtures of the whole suite."""
