"""What a person types instead of a key: the words of the `:` line and of the palette."""
