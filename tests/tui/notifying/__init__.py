"""Tests of telling people away from the screen."""
