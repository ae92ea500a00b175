"""Tests of omo-watch."""
