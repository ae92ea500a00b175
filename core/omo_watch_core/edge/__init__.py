"""The only rooms of the core that touch the world: network, clock, processes."""
