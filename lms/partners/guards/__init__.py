"""Guards of the workflows of this app, one module per workflow."""
