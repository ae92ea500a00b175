"""One contract for the real server and the demo."""
