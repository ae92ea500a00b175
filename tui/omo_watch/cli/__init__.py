"""The command line: everything that the screen can do, for scripts."""
