"""Composition root: imports all, imported by none."""
