"""What a listing of a session's messages says, as of the time it was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.events import MessagesListed
from omo_watch_core.model import Message, Part
from omo_watch_core.order import is_later
from omo_watch_core.reduce import asks, category, launches, limits, output, steering, turn
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.reduce.hindsight import with_hindsight
from omo_watch_core.state import Session


def listed(desk: Desk, event: MessagesListed) -> None:
    """Fold the newest messages of a session in; what was heard since the question wins."""
    session = None if event.session in desk.gone.map else desk.session(event.session)
    if session is None:
        return
    session = _without_absent(session, event)
    for message, parts in event.messages:
        if message.role == "assistant" and any(part.is_output for part in parts):
            limits.answered(desk.draft, desk.server, message)
        session = _take(session, message, parts, event.asked_ms, desk.server.offset_ms)
        for part in parts:
            category.started(desk, part)
            session = _of_tasks(desk, session, message, part)
    if event.complete and _has_prompt(session, event):
        session = replace(session, whole=True)
    session = with_hindsight(session, event.messages, desk.server.offset_ms)
    session = _dated(session, event, desk.server.offset_ms)
    desk.put(session)
    launches.child_came(desk, session.info.parent)
    asks.outdate(desk, session)
    pages = desk.page(event.session)
    if pages is not None:
        pages.merge(event.messages, event.complete, event.asked_ms)


def _of_tasks(desk: Desk, session: Session, message: Message, part: Part) -> Session:
    if message.role == "user":
        return launches.told(desk, session, part, message.created_ms)
    return launches.called(desk, session, part)


def _has_prompt(session: Session, event: MessagesListed) -> bool:
    """Tell whether a listing reaches up to what is known: an older one tells only of before."""
    prompt = session.prompt
    return prompt is not None and any(message.id == prompt.id for message, _ in event.messages)


def _without_absent(session: Session, event: MessagesListed) -> Session:
    """Forget the newest prompt and answer where the listing should have them and has not."""
    names = {message.id for message, _ in event.messages}
    first = event.messages[0][0].id if event.messages else None
    known = ((session.prompt, session.prompt_ms), (session.answer, session.answer_ms))
    for message, heard in known:
        if not message or heard >= event.asked_ms or message.id in names:
            continue
        if event.complete or (first and is_later(message.id, first)):
            session = turn.forget(session, message.id, None)
    return session


def _take(
    session: Session, message: Message, parts: tuple[Part, ...], asked: int, offset_ms: float
) -> Session:
    if message.role == "user":
        return _take_prompt(session, message, parts, asked, offset_ms)
    if message.role != "assistant":
        return session
    known = session.answer
    if known is None or known.id != message.id or session.answer_ms < asked:
        session = turn.answer(session, message, asked, _ended(message, asked, offset_ms))
    for part in parts:
        session = output.show(session, part)
    return session


def _ended(message: Message, asked: int, offset_ms: float) -> int:
    """Say when a message ended on our clock: an error of long ago rests no model anew."""
    ended = message.completed_ms
    return min(int(ended + offset_ms), asked) if ended else asked


def _take_prompt(
    session: Session, message: Message, parts: tuple[Part, ...], asked: int, offset_ms: float
) -> Session:
    written = int(message.created_ms + offset_ms) if message.created_ms else asked
    known = session.prompt
    if known is None or known.id != message.id or session.prompt_ms < asked:
        session = turn.prompt(session, message, asked)
    if session.prompt is not None and session.prompt.id == message.id:
        for part in parts:
            session = turn.instruct(steering.marked(session, part), part, min(written, asked))
    return session


def _dated(session: Session, event: MessagesListed, offset_ms: float) -> Session:
    """Put the times of the listing, which are the server's, to what has none of its own."""
    newest = max((time for time in _times(event)), default=0)
    if newest:
        heard = min(int(newest + offset_ms), event.at_ms)
        session = replace(session, active_ms=max(session.active_ms, heard))
    if session.turn_ms == 0 and session.status != "idle" and session.prompt is not None:
        began = min(int(session.prompt.created_ms + offset_ms), event.at_ms)
        session = replace(session, turn_ms=max(began, 0))
    return session


def _times(event: MessagesListed) -> Iterator[int]:
    for message, parts in event.messages:
        yield message.created_ms
        yield message.completed_ms or 0
        for part in parts:
            yield part.started_ms or 0
            yield part.ended_ms or 0
            if part.tool is not None:
                yield part.tool.started_ms or 0
                yield part.tool.ended_ms or 0
