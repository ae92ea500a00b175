"""Modals of the program itself: help, palette, lists of themes and faults, connecting."""
