"""Tests of the actions: scripted stories against the fold and the state machines."""
