"""The choice of a model, for one session or for many, and what comes of it."""
