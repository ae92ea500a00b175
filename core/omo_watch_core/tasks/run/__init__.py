"""Background tasks of our own: they wait in lanes, run in sessions, and their parents are told."""
