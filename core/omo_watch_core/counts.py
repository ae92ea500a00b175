"""What is remembered of events that changed nothing, or nothing any more."""

from __future__ import annotations

import msgspec

from omo_watch_core.value import Value


class Gone(Value):
    """Remember deleted sessions, bounded, so that their ghosts stay buried."""

    ids: dict[str, int] = msgspec.field(default_factory=dict[str, int])


class Counts(Value):
    """Count what was accepted without being understood."""

    events: int = 0
    unrecognised: int = 0
    malformed: int = 0
    dropped: int = 0
    ghosts: int = 0
