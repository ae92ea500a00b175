"""The rules by which we differ, room by room."""
