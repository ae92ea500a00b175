"""Move a session to another model, or let it go on, and prove it."""
