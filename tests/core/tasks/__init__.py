"""Tests of the rules of background tasks."""
