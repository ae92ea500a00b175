"""Servers with a story, on loopback: what a newcomer, the pictures and offline tests look at."""
