"""Screens of staff, firms and visitors."""
