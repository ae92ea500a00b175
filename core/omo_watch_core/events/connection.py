"""What happened to the connection of a server."""

from __future__ import annotations

from omo_watch_core.events.base import Event


class StreamOpened(Event):
    """The server said `server.connected` on a fresh stream."""


class BytesHeard(Event):
    """Bytes came over the stream; `clock_ms` is the server's clock where the bytes told it."""

    clock_ms: int | None = None
    garbage: int = 0
    dropped: int = 0


class StreamEnded(Event):
    """The stream ended or could not be opened; `jitter` in 0..1 spreads the next try."""

    reason: str
    jitter: float = 1.0


class StreamRefused(Event):
    """The server will not have us: 401, 403, or it is no OpenCode server. No retry by itself."""

    status: int
    reason: str


class ProbeAnswered(Event):
    """The health probe came back; `took_ms` None means no answer within its time."""

    took_ms: int | None
    reachable: bool


class Ticked(Event):
    """A second of the local clock has passed."""
