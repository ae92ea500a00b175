"""The connection to one server as a table of states: what each event makes of each phase."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from omo_watch_core.agenda import Agenda
from omo_watch_core.effects import CloseStream, Effect, OpenStream, Probe
from omo_watch_core.events import (
    BytesHeard,
    Event,
    ProbeAnswered,
    RetryAsked,
    ServerAdded,
    StreamEnded,
    StreamOpened,
    StreamRefused,
    Ticked,
)
from omo_watch_core.value import Value

Phase = Literal["down", "opening", "live", "silent", "stale", "waiting", "refused"]

HEARTBEAT_MS = 10_000
SILENT_AFTER_MS = 3 * HEARTBEAT_MS
"""Bytes missing for so long make a stream silent; under load a server pauses 20 s and lives."""
LOST_AFTER_MS = 90_000
"""So long a silence makes the rows unknown, however slow the server may be."""
FAST_MS = 2_000
"""A probe within this shows that the server is not too busy to write its heartbeats."""
PROBE_AGAIN_MS = 10_000
PROBE_FORGOTTEN_MS = 20_000
OPENING_MS = 30_000
"""How long a fresh stream may take to say its first word."""
BACKOFF_BASE_MS = 500
BACKOFF_MOST_MS = 15_000
LASTED_MS = 10_000
"""A stream that lived this long was a success: the next tries start quick again."""
_OPEN: frozenset[Phase] = frozenset({"opening", "live", "silent", "stale"})


class Link(Value):
    """Hold where the connection to a server stands."""

    phase: Phase = "down"
    since_ms: int = 0
    """Local time when this phase began."""
    attempt: int = 0
    """Tries in a row that failed or did not last."""
    opens: int = 0
    """How often a stream was asked for."""
    retry_at_ms: int | None = None
    """When the next try is due, local clock: of the stream, or of the probe while silent."""
    opened_ms: int | None = None
    """When the present stream was opened."""
    heard_ms: int = 0
    """When bytes last came."""
    probed_ms: int | None = None
    """When the running probe was asked for."""
    lost_since_ms: int | None = None
    """Since when rows are unknown; None while they are known."""
    lost_ms: int = 0
    """Sum of the gaps that have ended."""
    reason: str = ""
    """Why it is not live, one sentence."""
    status: int | None = None
    """HTTP status of a refusal."""
    agenda: Agenda = Agenda()
    """What is asked and awaited on the present stream."""

    @property
    def is_open(self) -> bool:
        """Tell whether a stream is open and said that it is."""
        return self.phase == "live" or self.phase == "silent"


def advance(link: Link, event: Event, now: int) -> Link:
    """Give the link after an event; `now` is local epoch milliseconds.

    An event that the table does not name for the phase changes nothing.
    """
    move = _TABLE[link.phase].get(type(event))
    return move(link, event, now) if move else link


def wants(server: str, before: Link, after: Link) -> tuple[Effect, ...]:
    """Say what must be done at a server because its link moved."""
    effects: list[Effect] = []
    if before.phase in _OPEN and (after.phase not in _OPEN or after.opens != before.opens):
        effects.append(CloseStream(server=server))
    if after.phase in _OPEN and after.opens != before.opens:
        effects.append(OpenStream(server=server))
    if after.probed_ms is not None and after.probed_ms != before.probed_ms:
        effects.append(Probe(server=server))
    return tuple(effects)


def caught_up(link: Link, now: int) -> Link:
    """Give the link with its gap ended: the rows are known again."""
    if link.lost_since_ms is None:
        return link
    return replace(link, lost_ms=link.lost_ms + now - link.lost_since_ms, lost_since_ms=None)


def backoff_ms(attempt: int, jitter: float) -> int:
    """Give the pause before the next try, after `attempt` failed ones, at most 15 s."""
    return int(jitter * min(BACKOFF_MOST_MS, BACKOFF_BASE_MS << min(attempt, 10)))


def _enter(link: Link, phase: Phase, now: int, reason: str = "") -> Link:
    return replace(
        link,
        phase=phase,
        since_ms=now,
        reason=reason,
        retry_at_ms=None,
        probed_ms=None,
        status=None,
    )


def _lose(link: Link, since: int) -> Link:
    """Forget the stream; from `since` on nothing is known."""
    lost = since if link.lost_since_ms is None else link.lost_since_ms
    return replace(link, opened_ms=None, lost_since_ms=lost, agenda=Agenda())


def _open(link: Link, event: Event, now: int) -> Link:
    return replace(_enter(link, "opening", now, link.reason), opens=link.opens + 1)


def _go_live(link: Link, event: Event, now: int) -> Link:
    return replace(_enter(link, "live", now), opened_ms=now, heard_ms=now, agenda=Agenda())


def _hear(link: Link, event: Event, now: int) -> Link:
    if link.phase == "silent":
        link = _enter(link, "live", now)
    return replace(link, heard_ms=now)


def _wait(link: Link, reason: str, now: int, jitter: float = 1.0) -> Link:
    lasted = link.opened_ms is not None and now - link.opened_ms >= LASTED_MS
    attempt = 0 if lasted else link.attempt
    # Of a silent stream nothing is known since its last byte, not only since its end.
    link = _lose(link, link.heard_ms if link.phase == "silent" else now)
    return replace(
        _enter(link, "waiting", now, reason),
        attempt=attempt + 1,
        retry_at_ms=now + backoff_ms(attempt, jitter),
    )


def _end(link: Link, event: Event, now: int) -> Link:
    assert isinstance(event, StreamEnded)
    return _wait(link, event.reason, now, event.jitter)


def _refuse(link: Link, event: Event, now: int) -> Link:
    assert isinstance(event, StreamRefused)
    link = _enter(_lose(link, now), "refused", now, event.reason)
    return replace(link, status=event.status)


def _watch_opening(link: Link, event: Event, now: int) -> Link:
    if now - link.since_ms < OPENING_MS:
        return link
    return _wait(link, f"said nothing for {OPENING_MS // 1000} s after the stream was opened", now)


def _watch(link: Link, event: Event, now: int) -> Link:
    if now - link.heard_ms < SILENT_AFTER_MS:
        return link
    return _probe(_enter(link, "silent", now, "no byte came for 30 s"), now)


def _probe(link: Link, now: int) -> Link:
    return replace(link, probed_ms=now, retry_at_ms=now + PROBE_FORGOTTEN_MS)


def _watch_silence(link: Link, event: Event, now: int) -> Link:
    if now - link.heard_ms >= LOST_AFTER_MS:
        return _reopen(link, event, now)
    if link.retry_at_ms is not None and now >= link.retry_at_ms:
        return _probe(link, now)
    return link


def _judge(link: Link, event: Event, now: int) -> Link:
    """Let the probe tell a dead stream from a busy server."""
    assert isinstance(event, ProbeAnswered)
    if not event.reachable:
        return _wait(link, "the server is gone", now)
    if event.took_ms is not None and event.took_ms < FAST_MS:
        return _reopen(link, event, now)
    return replace(link, probed_ms=None, retry_at_ms=now + PROBE_AGAIN_MS)


def _reopen(link: Link, event: Event, now: int) -> Link:
    link = _enter(_lose(link, link.heard_ms), "stale", now, "the stream went dead")
    return replace(link, opens=link.opens + 1)


def _open_when_due(link: Link, event: Event, now: int) -> Link:
    due = link.retry_at_ms is None or now >= link.retry_at_ms
    return _open(link, event, now) if due else link


_Move = Callable[[Link, Event, int], Link]
_BIRTH: dict[type[Event], _Move] = {
    StreamOpened: _go_live,
    StreamEnded: _end,
    StreamRefused: _refuse,
    Ticked: _watch_opening,
}
_LIFE: dict[type[Event], _Move] = {
    BytesHeard: _hear,
    StreamEnded: _end,
    StreamRefused: _refuse,
}
_ASKED: dict[type[Event], _Move] = {ServerAdded: _open, RetryAsked: _open}
_TABLE: dict[Phase, dict[type[Event], _Move]] = {
    "down": _ASKED,
    "opening": _BIRTH,
    "live": {**_LIFE, Ticked: _watch},
    "silent": {
        **_LIFE,
        Ticked: _watch_silence,
        ProbeAnswered: _judge,
        RetryAsked: _reopen,
    },
    "stale": _BIRTH,
    "waiting": {**_ASKED, Ticked: _open_when_due},
    "refused": _ASKED,
}
EVENTS = frozenset(event for row in _TABLE.values() for event in row)
"""The types of events that a link reacts to; others need not be shown to it."""
