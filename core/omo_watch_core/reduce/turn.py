"""A session's newest prompt and newest answer, and the turn that they make."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.internal import is_silent
from omo_watch_core.model import Message, Part
from omo_watch_core.order import is_later
from omo_watch_core.reduce import steering
from omo_watch_core.reduce.agreeing import prompted, settled
from omo_watch_core.reduce.naming import marked, rewritten
from omo_watch_core.reduce.setback import fail, is_current
from omo_watch_core.state import Session

CUT_OFF = "unknown"
"""The finish of an answer whose stream from the provider just ended."""


def prompt(session: Session, message: Message, at: int) -> Session:
    """Give the session after a word about a user message; older ones say nothing."""
    known = session.prompt
    if known is not None and is_later(known.id, message.id):
        return session
    session = steering.prompted(rewritten(session, message, at), message.id)
    return replace(session, prompt=message, prompt_ms=at)


def answer(session: Session, message: Message, at: int, failed_ms: int | None = None) -> Session:
    """Give the session after a word about an assistant message; older ones tell only tokens.

    `failed_ms` is when its error came, where that is known better than by hearing of it now.
    """
    if message.tokens.context > 0 and not is_later(session.context_message, message.id):
        session = _count_context(session, message)
    known = session.answer
    if known is not None and is_later(known.id, message.id):
        return session
    fresh = known is None or message.id != known.id
    unfinished = _unfinished(session, message)
    session = replace(session, answer=message, answer_ms=at, unfinished=unfinished)
    if fresh:
        session = _begin_answer(session)
    failure = message.failure
    late = session.status != "idle" and not is_current(session, message)
    if failure is None or late:
        return session
    return fail(session, failure, at if failed_ms is None else failed_ms)


def instruct(session: Session, part: Part, at: int) -> Session:
    """Give the session after a part of its newest prompt: may be words that begin a turn."""
    message, known = part.message, session.answer
    if part.kind == "text" and not part.marked and is_silent(str(part.text)):
        silent = session.silent_prompt == message
        return session if silent else replace(session, silent_prompt=message)
    if message == session.turn_prompt or not (is_from_person(part) or part.marked):
        return session
    if part.marked:
        session = began = marked(session, part, at)
    else:
        session = prompted(session, message, session.prompt.model if session.prompt else None)
        began = replace(session, turn_prompt=message)
    if known is not None and is_later(known.id, message):
        return began
    # A prompt that waits behind a retry has not begun anything yet.
    kept = part.marked or session.status == "retry"
    return replace(
        began,
        setbacks=session.setbacks if kept else (),
        unfinished=0,
        compactions=0,
        repeats=0,
        repeat_key="",
    )


def forget(session: Session, message: str, left: Message | None) -> Session:
    """Give the session without a removed message; `left` is the newest of its role, if known."""
    if session.announced is not None and session.announced.message == message:
        session = settled(session)
    session = steering.forgotten(session, message)
    if session.prompt is not None and session.prompt.id == message:
        return replace(session, prompt=left)
    if session.answer is not None and session.answer.id == message:
        return replace(session, answer=left, answered=left is not None, tools=())
    return session


def is_from_person(part: Part) -> bool:
    """Tell whether a part of a user message is what a person wrote or attached."""
    if part.synthetic or part.ignored or part.marked or part.kind == "compaction":
        return False
    return part.kind != "text" or part.text.size > 0


def _begin_answer(session: Session) -> Session:
    # An answer after an error shows that the error was not the end of the run.
    survived = session.status != "idle"
    return replace(
        session,
        answered=False,
        tools=(),
        failure=None if survived else session.failure,
    )


def _count_context(session: Session, message: Message) -> Session:
    return replace(
        session,
        context_used=message.tokens.context,
        context_model=message.model.name if message.model else "",
        context_message=message.id,
    )


def _unfinished(session: Session, message: Message) -> int:
    known = session.answer
    count = session.unfinished if known and known.parent == message.parent else 0
    if message.finish is None:
        return count
    if message.finish != CUT_OFF:
        return 0
    counted = known is not None and known.id == message.id and known.finish == CUT_OFF
    return count if counted else count + 1
