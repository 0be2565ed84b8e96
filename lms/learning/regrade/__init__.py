"""Grading anew when a key changed: dry run, job, decision on a loss."""
