"""What an operator asked for, as small state machines without I/O."""
