"""Enrolment, progress, attempts, completion, skills, qualification."""
