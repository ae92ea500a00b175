"""What a person decided on this machine alone: news that were closed, models that are held."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.value import Value


class Closed(Value):
    """Hold one thing of the Inbox that a person has read and put away."""

    id: str
    """Of the action; else the kind, the place and the session."""
    changed_ms: int
    """When it was closed."""
    since_ms: int
    """What began later is news again."""
    kind: str
    server: str
    session: str
    title: str
    text: str
    owner: str
    """Who closed it."""
    place: str = ""
    """The server, as `place_of` names it; an earlier version wrote none, and ids with its name."""
    mark: str = ""
    """The message that it is about; where there is none `since_ms` tells what is newer."""


class Hold(Value):
    """Hold a model back: nothing falls back to it by itself until it is released."""

    id: str
    """`provider/model` as `board.place` writes it, whatever the server."""
    changed_ms: int
    since_ms: int
    owner: str
    """Who holds it."""
    ended_ms: int | None = None
    """When it was released."""
    cleared_ms: int = 0
    """Limits that were met up to then are forgotten; what was only cleared ended as it began."""
    wished_ms: int | None = None
    """When it was last held or released; None is with the last change of all."""

    @property
    def hold_ms(self) -> int:
        """Give when the hold itself changed last, whatever was cleared since."""
        return self.changed_ms if self.wished_ms is None else self.wished_ms

    @property
    def held_ms(self) -> int | None:
        """Give since when the model is held; None where it is not."""
        return self.since_ms if self.ended_ms is None else None


Kept = Closed | Hold


def joined(one: Hold, other: Hold) -> Hold:
    """Give both notes of a model as one: who clears its cooldown may not have read of the hold."""
    last = max(one, other, key=lambda note: (note.hold_ms, note.changed_ms))
    both = replace(
        last,
        changed_ms=max(one.changed_ms, other.changed_ms),
        cleared_ms=max(one.cleared_ms, other.cleared_ms),
        wished_ms=last.hold_ms,
    )
    return next((note for note in (one, other) if _is_same(note, both)), both)


def _is_same(note: Hold, both: Hold) -> bool:
    return replace(note, wished_ms=note.hold_ms) == both
