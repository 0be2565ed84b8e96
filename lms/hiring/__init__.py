"""Consent and disclosure, application, offer, hire, retention."""
