"""Sentences that several kinds of action say."""

from __future__ import annotations

REPLACED = "a newer action took its place"
UNREAD = "its status could not be read, nothing was sent"
AGAIN = "try again: the server may be overloaded"
