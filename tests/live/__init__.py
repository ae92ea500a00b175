"""Tests that run against a real OpenCode server and a scripted provider."""
