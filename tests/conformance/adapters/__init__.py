"""How each recorded function is asked of ours, room by room."""
