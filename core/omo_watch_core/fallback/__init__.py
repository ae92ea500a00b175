"""The runtime-fallback rules as pure functions."""
