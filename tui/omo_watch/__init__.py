"""The screen and the command line of omo-watch."""
