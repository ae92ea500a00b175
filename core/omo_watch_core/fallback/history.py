"""A session's messages as far as the fallback reads them."""

from __future__ import annotations

from omo_watch_core.value import Value


class Piece(Value):
    """Hold one part of a message."""

    kind: str
    """text, reasoning, tool, file, error, step-start, ..."""
    text: str = ""
    id: str | None = None
    synthetic: bool = False
    tool: str | None = None
    tool_state: str | None = None
    """pending, running, completed or error."""


class Said(Value):
    """Hold one message."""

    role: str
    id: str | None = None
    agent: str | None = None
    failed: bool = False
    """It carries an error."""
    finish: str | bool | None = None
    completed: bool = False
    """It has an end time: nothing more will come."""
    tokens: int = 0
    """Output and reasoning tokens that the provider counted."""
    status: str = ""
    """Text of the fields that may announce a retry, joined by newlines."""
    pieces: tuple[Piece, ...] = ()
    loaded: bool = True
    """Its parts are known: without them an open tool cannot be seen."""
