"""Tests of the background tasks of our own."""
