"""The cooldown board: which models rest, who met that, whom it concerns."""
