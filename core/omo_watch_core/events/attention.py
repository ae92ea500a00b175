"""What a person at this machine turned to, and what befell the program itself."""

from __future__ import annotations

from omo_watch_core.events.base import Event


class SessionOpened(Event):
    """A person looks at a session's transcript."""

    session: str


class SessionClosed(Event):
    """Nobody looks at a session's transcript any more."""

    session: str


class DiffOpened(Event):
    """A person looks at what a session changed in its files."""

    session: str


class Crashed(Event):
    """The program itself failed where it should not; shown, never hidden."""

    reason: str


class NoticeSent(Event):
    """A person was told of sessions, or could not be; `server` is "" where it is about several."""

    way: str
    """How: `bell`, `notify-send`, `webhook hooks.example.org`."""
    text: str
    session: str = ""
    fault: str = ""
    """Why it did not get there; "" where it did, as far as anybody can tell."""


class ServerAdded(Event):
    """A server is to be watched from now on; `server` is its name."""

    url: str
    read_only: bool = False


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
