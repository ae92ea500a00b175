"""What keys of a page are about, kept to see whether it is still the same a moment later."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch_core.state import SessionKey, State

GONE = "the session that it was typed for is gone; nothing was sent"
MARKED = "what is marked is not what it was when this was typed; nothing was sent"
ANOTHER = "another row is under the cursor than when this was typed; nothing was sent"


class About(NamedTuple):
    """Hold the session in front, all that is marked, and the row where it is no session."""

    subject: SessionKey | None
    marked: tuple[tuple[str, str], ...] = ()
    row: object = None

    def differs(self, now: About, state: State) -> str:
        """Say how what keys are about now is another thing; "" where it is the same."""
        if self.subject and state.session(self.subject) is None:
            return GONE
        if self.marked != now.marked:
            return MARKED
        return "" if self == now else ANOTHER
