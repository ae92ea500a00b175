"""Who steers a session: told by the mark of its newest prompt, in whatever order it is heard."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.mark import Steering
from omo_watch_core.model import Part
from omo_watch_core.order import is_later
from omo_watch_core.state import Session


def marked(session: Session, part: Part) -> Session:
    """Give the session after a part; a mark may be heard before the prompt that it belongs to."""
    mark, known = part.mark, session.steered
    if mark is None or _is_passed(session, part.message):
        return session
    if known is not None and is_later(known.message, part.message):
        return session
    steered = Steering(
        by=mark.by, since_ms=mark.at_ms, kind=mark.kind, message=part.message, action=mark.action
    )
    return session if steered == known else replace(session, steered=steered)


def prompted(session: Session, message: str) -> Session:
    """Give the session after a prompt; one that carries no mark ends the steering."""
    known = session.steered
    ends = known is not None and is_later(message, known.message)
    return replace(session, steered=None) if ends else session


def forgotten(session: Session, message: str) -> Session:
    """Give the session without a removed message."""
    known = session.steered
    return replace(session, steered=None) if known and known.message == message else session


def _is_passed(session: Session, message: str) -> bool:
    return session.prompt is not None and is_later(session.prompt.id, message)
