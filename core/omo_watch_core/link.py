"""The connection to one server as a table of states; placeholder shape, filled by its owner."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.value import Value

Phase = Literal["down", "opening", "live", "silent", "stale", "waiting", "refused"]


class Link(Value):
    """Hold where the connection to a server stands."""

    phase: Phase = "down"
    since_ms: int = 0
    """Local time when this phase began."""
    attempt: int = 0
    """Failed tries since the stream was last open."""
    retry_at_ms: int | None = None
    """When the next try is due, local clock."""
    opened_ms: int | None = None
    """When the present stream was opened."""
    heard_ms: int = 0
    """When bytes last came."""
    probed_ms: int | None = None
    """When the running probe was sent."""
    lost_since_ms: int | None = None
    """Since when rows are unknown; None while they are known."""
    lost_ms: int = 0
    """Sum of the gaps that have ended."""
    reason: str = ""
    """Why it is not live, one sentence."""
    status: int | None = None
    """HTTP status of a refusal."""
