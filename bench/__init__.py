"""Budgets of speed, weight and memory: `make bench` measures the running product against a floor in the same run."""
