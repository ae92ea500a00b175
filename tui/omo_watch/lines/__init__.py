"""Pure functions from values to styled lines; no widgets, no clock, no terminal.

The files here are what every line is made with.  Rooms draw on them, and on one another in one
direction only: tables, frame and markdown below; a room for each tab and each choice above.
"""
