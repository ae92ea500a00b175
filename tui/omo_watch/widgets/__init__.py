"""The moving parts of the screens, one widget per file."""
