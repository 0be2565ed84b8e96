"""Append-only events, workflow engine, outbox, clocks, audit."""
