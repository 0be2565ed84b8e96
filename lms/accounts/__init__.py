"""Who logs in, persons and roles."""
