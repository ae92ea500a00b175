"""Tests of the table of background tasks."""
