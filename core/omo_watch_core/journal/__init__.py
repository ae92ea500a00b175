"""What must survive a restart: deeds with their steps, leases, parked sessions."""
