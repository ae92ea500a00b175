"""Tests of the questions that views ask."""
