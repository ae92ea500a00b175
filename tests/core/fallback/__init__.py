"""The rules of the runtime fallback."""
