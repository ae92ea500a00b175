"""What a history tells of models that failed in its last turn, to those who did not see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from omo_watch_core.model import Message, Part, Setback
from omo_watch_core.reduce.turn import is_from_person
from omo_watch_core.state import Session

Page = Sequence[tuple[Message, tuple[Part, ...]]]


def with_hindsight(session: Session, page: Page, offset_ms: float) -> Session:
    """Note the models whose waits were given up in the last turn, where nothing tells of them.

    `page` is the newest messages, oldest first. A wait that was ended leaves an answer that is
    complete and nothing else; where another model goes on in the same turn, its own had failed.
    """
    prompt = session.prompt
    if prompt is None or all(message.id != prompt.id for message, _ in page):
        return session
    known = {setback.model.name for setback in session.setbacks}
    found = [s for s in _given_up(_last_turn(page), offset_ms) if s.model.name not in known]
    return replace(session, setbacks=(*found, *session.setbacks)) if found else session


def _last_turn(page: Page) -> Page:
    """Give the messages behind the newest words of a person; all where the page has none."""
    for place in range(len(page) - 1, -1, -1):
        message, parts = page[place]
        if message.role == "user" and any(map(is_from_person, parts)):
            return page[place + 1 :]
    return page


def _given_up(turn: Page, offset_ms: float) -> Iterator[Setback]:
    waited: Setback | None = None
    for message, parts in turn:
        if message.role != "assistant" or message.model is None:
            continue
        if waited is not None and waited.model.name != message.model.name:
            yield waited
        waited = _wait(message, parts, offset_ms)


def _wait(message: Message, parts: Sequence[Part], offset_ms: float) -> Setback | None:
    model, ended = message.model, message.completed_ms
    if model is None or ended is None or message.failure or message.finish:
        return None
    if any(part.is_output for part in parts):
        return None
    return Setback(model=model, reason="", at_ms=int(ended + offset_ms))
