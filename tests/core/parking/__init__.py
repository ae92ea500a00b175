"""Tests of parked sessions."""
