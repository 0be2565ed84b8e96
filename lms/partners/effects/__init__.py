"""Effects of the workflows of this app, one module per workflow; they run inside the act's transaction."""
