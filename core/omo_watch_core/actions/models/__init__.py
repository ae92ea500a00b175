"""What an operator does with a model: hold it, clear its cooldown, probe it."""
