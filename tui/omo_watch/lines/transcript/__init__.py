"""A session's messages and parts as lines."""
