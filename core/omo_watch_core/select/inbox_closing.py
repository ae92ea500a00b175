"""Which news a person has put away, also after a restart: the same thing by the same message."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.journal.kept import Closed
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import LOOP_COMPACTIONS, is_looping
from omo_watch_core.select.ending import belongs
from omo_watch_core.select.inbox_entry import DECIDED, OF_ACTIONS, InboxEntry
from omo_watch_core.state import Session, State

SLACK_MS = 5 * SECOND
"""How far two times of one thing may lie apart: clocks drift, and an end is touched once more."""
_ONE_KIND = {"exhausted": "no answer"}
"""Which models failed is forgotten with the program: then the same end is one without answer."""


def is_closed(state: State, entry: InboxEntry) -> bool:
    """Tell whether a person put an entry away, and nothing of it is newer."""
    closed = state.journal.closed
    if not closed or entry.kind in DECIDED:
        return False
    place = place_of(state.servers[entry.server].url)
    # An earlier version wrote the id of the entry, which holds the name of the server.
    found = (closed.get(key_of(entry.kind, place, entry.session, entry.id)), closed.get(entry.id))
    return any(one is not None and _covers(one, entry) for one in found)


def mark_of(session: Session, word: SessionState) -> str:
    """Give the message that trouble of a session is about: the same for whoever looks, whenever.

    Of what runs that is its prompt, as its answers go on coming; of an end it is the newest one.
    """
    runs = word == "stuck" and session.status != "idle"
    if runs and session.compactions >= LOOP_COMPACTIONS and session.turn_prompt:
        # Each compaction has a prompt of its own.
        return session.turn_prompt
    prompt, answer = session.prompt, session.answer
    if prompt is not None and prompt.id == session.silent_prompt:
        prompt = None
    if answer is None or (prompt is not None and not belongs(answer, prompt)):
        return prompt.id if prompt is not None else ""
    return answer.parent or answer.id if runs else answer.id


def worked_ms(session: Session, word: SessionState) -> int:
    """Give the newest sign of work of a session that is silent; 0 of what goes on regardless."""
    silent = word == "stuck" and session.status == "busy" and not is_looping(session)
    return session.active_ms if silent else 0


def key_of(kind: str, place: str, session: str, name: str) -> str:
    """Name news in the journal; by the server's place, which stays where its name changes."""
    return name if kind in OF_ACTIONS else f"{_ONE_KIND.get(kind, kind)}:{place}:{session}"


def _covers(closed: Closed, entry: InboxEntry) -> bool:
    if closed.mark and entry.mark:
        return closed.mark == entry.mark and entry.worked_ms <= closed.changed_ms
    # What began after it was put away is news, however near.
    near = min(closed.since_ms + SLACK_MS, closed.changed_ms)
    return entry.since_ms <= max(closed.since_ms, near)
