"""Whether somebody prompted a session since a deed ended, as far as its end was read."""

from __future__ import annotations

from omo_watch_core.effects import ReadMessages
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.order import is_later, moment_of, stamp_of
from omo_watch_core.questions import key
from omo_watch_core.scope import TAIL_MS, WORK_LIMIT
from omo_watch_core.state import Server, Session


def end_of(server: Server, session: Session) -> ReadMessages:
    """Give the question how a session ended."""
    return ReadMessages(server=server.name, session=session.id, limit=WORK_LIMIT)


def is_unread(server: Server, session: Session, deed: Deed) -> bool:
    """Tell whether a session was touched since a deed, and nobody has read by what.

    Ends are read unasked only of sessions that lived within the hour.
    """
    if session.prompt is not None or session.answer is not None:
        return False
    touched = session.info.updated_ms + server.offset_ms
    if touched <= (deed.ended_ms or 0) + TAIL_MS:
        return False
    agenda = server.link.agenda
    # Where the answer says nothing, or there was none, nothing speaks against the bad end.
    asked = session.id in agenda.recalled
    return not asked or key(end_of(server, session)) in agenda.outstanding


def prompted_since(server: Server, session: Session, deed: Deed) -> bool:
    """Tell whether somebody has prompted since a deed ended, by another prompt than its own."""
    name, at = _newest_prompt(session)
    return name != deed.message and at + server.offset_ms > (deed.ended_ms or 0)


def _newest_prompt(session: Session) -> tuple[str, int]:
    prompt, answer = session.prompt, session.answer
    above = answer.parent or "" if answer is not None else ""
    dated = stamp_of(above) is not None
    # Of a long turn only the last steps were read; the id of their prompt tells its time.
    if answer is not None and dated and (prompt is None or is_later(above, prompt.id)):
        return above, moment_of(above, answer.created_ms)
    return (prompt.id, prompt.created_ms) if prompt is not None else ("", 0)
