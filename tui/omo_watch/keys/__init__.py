"""The keys: what they are, where they work, and the one table that all else is made of."""
