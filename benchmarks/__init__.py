"""What omo-watch costs, measured side by side with something everybody knows."""
