"""Acts of this app. Steps of a workflow that need nothing around them go through `lms.ledger.engine.move` directly."""
