"""Tests of who acts on a failing model."""
