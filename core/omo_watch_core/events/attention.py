"""What a person at this machine turned to, and what befell the program itself."""

from __future__ import annotations

from omo_watch_core.events.base import Event


class SessionOpened(Event):
    """A person looks at a session's transcript."""

    session: str


class SessionClosed(Event):
    """Nobody looks at a session's transcript any more."""

    session: str


class Crashed(Event):
    """The program itself failed where it should not; shown, never hidden."""

    reason: str


class ServerAdded(Event):
    """A server is to be watched from now on; `server` is its name."""

    url: str


class ServerRemoved(Event):
    """A server is no longer watched."""


class Woken(Event):
    """A moment has come that something waited for."""


class ClaimHeard(Event):
    """Who holds the claim on a server is known; `owner` None is nobody."""

    owner: str | None
    own: bool = False


class RetryAsked(Event):
    """A person wants the connection tried again now, also where it was refused."""
