"""The scenes, one file for each room of the screen."""
