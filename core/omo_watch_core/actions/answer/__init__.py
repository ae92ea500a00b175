"""Answer what a session asks a person."""
