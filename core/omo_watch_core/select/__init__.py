"""The questions that views ask of the state."""
