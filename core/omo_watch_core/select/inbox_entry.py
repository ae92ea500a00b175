"""What the Inbox says of one thing that waits for a person, and which kinds there are."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.value import Value

Kind = Literal[
    "permission", "question", "offer", "mismatch", "exhausted", "no answer", "stuck",
    "not proved", "still alive", "came back",
]  # fmt: skip
PEOPLE: frozenset[str] = frozenset({"permission", "question"})
"""Somebody waits for an answer; they stand first."""
DECIDED: frozenset[str] = PEOPLE | {"offer"}
"""What a person decides about; the rest is news, which can be put away."""
OF_ACTIONS: frozenset[str] = frozenset({"not proved", "still alive", "came back"})
"""What became of an action; its id is that of the entry."""


class InboxEntry(Value):
    """Hold one thing that waits for a person."""

    id: str
    """Of the request or the action; else the kind, the server and the session."""
    kind: Kind
    server: str
    session: str
    title: str
    """The session's title."""
    text: str
    """What it is about, one line."""
    since_ms: int
    """Since when it waits, local clock; 0 is unknown."""
    hint: str
    """The command that does something about it."""
    mark: str = ""
    """The message that it is about, also after a restart; `""` where there is none."""
    worked_ms: int = 0
    """The newest sign of work, where being silent once more is news; else 0."""
