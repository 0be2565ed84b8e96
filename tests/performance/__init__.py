"""Budgets of queries that no single app owns."""
