"""What became of actions, and what was said meanwhile: the place above the footer."""
