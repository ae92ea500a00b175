"""A scripted host and clock that play a recorded scenario on the whole engine."""
