"""Pure functions from values to styled lines; no widgets, no clock, no terminal."""
