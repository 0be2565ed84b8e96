"""One small workflow with a table of its own, for the tests of the engine."""
