"""Screens of the hiring side: applicant, firm, staff."""
