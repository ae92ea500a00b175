"""Lines in numbers: chunks to scroll through, places that stay, matches, windows."""
