"""What comes over the wire: bytes to frames, frames to typed events."""
