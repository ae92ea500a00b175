"""Scenarios told by hand from the behaviour sheet; nothing here asks the code under test."""
