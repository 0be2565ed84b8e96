"""Firms, membership, agreements, firm users, job posts."""
