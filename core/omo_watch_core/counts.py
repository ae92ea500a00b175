<<<<<<< HEAD
"""What is remembered of events that changed nothing, or nothing any more."""
=======
"""What is kept of a server beside what people see: its dead, and what was not understood."""
>>>>>>> 32ab2a7 (Pictures with the tab of the Log; what a server counts has a room of its own)

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
