"""The choice how to stop a session or many, and what comes of it."""
