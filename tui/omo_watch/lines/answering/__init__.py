"""A request of a session, and the answer to it."""
