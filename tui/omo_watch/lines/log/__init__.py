"""The log: what was told, done and found, line by line and whole."""
