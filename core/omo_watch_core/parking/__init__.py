"""Sessions that wait, stopped, for a limit to pass: their rows, and who lets them go on, once."""
