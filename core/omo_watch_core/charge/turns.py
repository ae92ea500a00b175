"""Prompts and answers of a session, as the engine is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.charge.ear import Ear, awaits_word, is_ours_or_any
from omo_watch_core.charge.naming import entry_of
from omo_watch_core.charge.runs import fault_of, introduce
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.model import ABORTED, Message
from omo_watch_core.state import Session


def asked(ear: Ear, session: Session, message: Message, at_ms: int) -> Iterator[Happening]:
    """Give what a user message begins: a turn of somebody, or the answer to a step of ours."""
    former = ear.before.sessions.get(session.id)
    known = former.prompt if former else None
    fresh = known is None or known.id != message.id
    if not fresh or session.prompt is None or session.prompt.id != message.id:
        return
    key, model = ear.key(session.id), entry_of(ear.record(session.id), message.model)
    if ear.is_ours(session.id, message.id):
        yield h.PromptSeen(key=key, at_ms=at_ms, ours=True)
        return
    if known is not None:
        yield h.PromptSeen(key=key, at_ms=at_ms, ours=False)
    yield from introduce(ear, session, at_ms)
    yield h.UserAsked(key=key, at_ms=at_ms, agent=message.agent, model=model)
    yield h.PromptAsked(key=key, at_ms=at_ms, model=model)


def answered(ear: Ear, session: Session, message: Message, at_ms: int) -> Happening:
    """Give what an assistant message shows."""
    failure = message.failure
    return h.AnswerSeen(
        key=ear.key(session.id),
        at_ms=at_ms,
        model=entry_of(ear.record(session.id), message.model),
        agent=message.agent,
        fault=fault_of(failure) if failure else None,
        has_output=session.answered and is_ours_or_any(ear, session, message),
        is_live=bool(failure or message.finish or session.answered),
    )


def progressed(ear: Ear, name: str, message: str, at_ms: int) -> Iterator[Happening]:
    """Give a sign of work where the first word of a session is awaited."""
    record = ear.record(name)
    if not awaits_word(ear.duty, ear.key(name)):
        return
    session = ear.after.sessions.get(name)
    answer = session.answer if session else None
    if session is None or answer is None or answer.id != message:
        return
    if record.awaiting and not is_ours_or_any(ear, session, answer):
        return
    yield h.Progressed(key=ear.key(name), at_ms=at_ms)


def is_our_abort(ear: Ear, session: Session, message: Message) -> bool:
    """Tell whether a run before our prompt says that it was aborted, which was us."""
    prompt, failure = session.prompt, message.failure
    if failure is None or failure.name != ABORTED or prompt is None:
        return False
    return ear.is_ours(session.id, prompt.id) and message.parent != prompt.id
