"""Background tasks of our own: asked for, launched in a session, and told of to their parents."""
