"""Tests of what people are told who do not look at the screen."""
