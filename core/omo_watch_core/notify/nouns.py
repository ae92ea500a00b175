"""The nouns of notices: rules, occasions, what was told already."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.notify.quiet import Quiet
from omo_watch_core.state import SessionKey
from omo_watch_core.value import Value

Cause = Literal["asking", "stuck", "exhausted", "done"]
CAUSES: tuple[Cause, ...] = ("asking", "stuck", "exhausted", "done")
"""What can be told, what waits for a person first."""
OccasionKey = tuple[str, str, Cause, str]


class Rules(Value):
    """Hold what is told, and when."""

    causes: frozenset[Cause] = frozenset({"asking", "stuck", "exhausted"})
    after_ms: int = 10_000
    """So long something must stand before it is told."""
    pause_ms: int = 30_000
    """No two notices are nearer to one another; what comes between goes into the next."""
    quiet: Quiet | None = None
    """When nothing is told; what still stands at its end is."""
    only_when_away: bool = True
    """A person at this terminal is not told of the session that is looked at."""
    at_start: bool = False
    """What stood already when a server was first seen is counted, once."""


class Occasion(Value):
    """Hold one thing about one session that a person may want to know."""

    server: str
    session: str
    cause: Cause
    mark: str
    """Tells it from an earlier one of the same session: the request, or the answer."""
    since_ms: int
    """Since when it is so, local clock; 0 is unknown."""
    word: str
    """What it is, in our own words: `permission`, `looping`, `no answer`."""
    title: str
    """The session's title; it comes from outside."""
    text: str
    """What it is about; it comes from outside."""

    @property
    def key(self) -> OccasionKey:
        """Name the occasion."""
        return (self.server, self.session, self.cause, self.mark)

    @property
    def about(self) -> SessionKey:
        """Name the session."""
        return (self.server, self.session)


class Standing(Value):
    """Hold what stands at one moment."""

    occasions: tuple[Occasion, ...] = ()
    unclear: frozenset[SessionKey] = frozenset()
    """Sessions that nobody can say anything about now: what stood may still stand."""
    live: frozenset[str] = frozenset()
    """Servers that are heard."""


class Known(Value):
    """Hold what is remembered of an occasion."""

    first_ms: int
    last_ms: int
    """When it stood last."""
    told: bool = False


class Memory(Value):
    """Hold what was seen and told so far."""

    known: dict[OccasionKey, Known] = msgspec.field(default_factory=dict[OccasionKey, Known])
    live_ms: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """When each server was first heard."""
    told_ms: int | None = None
    """When a person was told last."""
    counted: bool = False
    """What stood at the start was counted."""


class Notice(Value):
    """Hold what a person is told at once."""

    at_ms: int
    occasions: tuple[Occasion, ...]
    """All that is news, what waits for a person first."""
    at_start: bool = False
    """They stood already when the program began."""
