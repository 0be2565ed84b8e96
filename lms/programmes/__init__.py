"""Programmes that join courses, events, posts and one report."""
