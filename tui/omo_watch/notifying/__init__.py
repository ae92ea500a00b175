"""Telling people away from the screen: bell, desktop, webhook."""
