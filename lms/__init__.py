"""People and outcomes: the chain from learning to work."""
