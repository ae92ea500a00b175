"""Stop sessions in every strength, and watch until they are quiet."""
