"""Certificates and their public check."""
