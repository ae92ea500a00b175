"""Take back what was done to a session."""
