"""What the journal says an operator wants of a model."""

from __future__ import annotations

from omo_watch_core.fallback.board import place
from omo_watch_core.journal.kept import Hold
from omo_watch_core.journal.nouns import Journal


def note_of(journal: Journal, model: str) -> Hold | None:
    """Give what is noted of a model; None for most."""
    return journal.holds.get(place(model)) if journal.holds else None


def is_held(journal: Journal, model: str) -> bool:
    """Tell whether an operator holds a model: nothing here chooses it."""
    note = note_of(journal, model)
    return note is not None and note.held_ms is not None


def is_cleared(journal: Journal, model: str, met_ms: float) -> bool:
    """Tell whether a limit that was met then is forgotten."""
    note = note_of(journal, model)
    return note is not None and met_ms <= note.cleared_ms
