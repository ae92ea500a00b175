"""What a batch changed, so that only that is shown anew."""

from __future__ import annotations

from omo_watch_core.value import Value

SessionKey = tuple[str, str]


class Changes(Value):
    """Name what changed; empty means that nothing on any screen can look different."""

    sessions: frozenset[SessionKey] = frozenset()
    """Sessions whose row may look different."""
    order: bool = False
    """Rows came, went, or changed what they are sorted by: state, parent, title."""
    transcripts: frozenset[SessionKey] = frozenset()
    """Open transcripts that grew or changed."""
    servers: bool = False
    """A link, version, plugin or lost time changed."""
    notices: bool = False
    """Toasts, asks or todos changed."""
    actions: bool = False
    """An action moved on."""

    def __bool__(self) -> bool:
        return self != NOTHING

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            sessions=self.sessions | other.sessions,
            order=self.order or other.order,
            transcripts=self.transcripts | other.transcripts,
            servers=self.servers or other.servers,
            notices=self.notices or other.notices,
            actions=self.actions or other.actions,
        )


NOTHING = Changes()
