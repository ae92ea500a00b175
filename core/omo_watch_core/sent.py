"""One request of an action, and what the server answered."""

from __future__ import annotations

from omo_watch_core.value import Value


class Request(Value):
    """Hold one request that changes something at a server."""

    at_ms: int
    """Local time when it was to leave."""
    what: str
    """Verb and path."""
    body: bytes = b""
    """What was sent; empty where that is not kept."""
    status: int | None = None
    """HTTP status; 0 is no answer, None is none yet."""
    answered_ms: int | None = None
    reason: str = ""
    """Why not."""
