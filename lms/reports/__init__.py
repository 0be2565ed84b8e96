"""The read side: definitions, rollups, dashboards, exports."""
