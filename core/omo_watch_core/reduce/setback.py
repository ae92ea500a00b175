"""The models that failed in the current turn, as facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.fallback.reason import is_about_model, reason_of
from omo_watch_core.model import Failure, Message, ModelRef, Setback
from omo_watch_core.order import is_later
from omo_watch_core.state import Server, Session

_TRACE = re.compile(r"\w+Error: ")


def asked_model(session: Session) -> ModelRef | None:
    """Give the model that the present run asks: what speaks of the run speaks of it."""
    answer, prompt = session.answer, session.prompt
    if answer is not None and answer.model is not None and is_current(session, answer):
        return answer.model
    return (prompt.model if prompt else None) or session.info.model


def is_current(session: Session, answer: Message) -> bool:
    """Tell whether an answer is of the newest prompt, or still unfinished."""
    prompt = session.prompt
    if prompt is None or answer.completed_ms is None:
        return True
    return answer.parent == prompt.id or is_later(answer.id, prompt.id)


def setbacks_of(server: Server) -> Iterator[Setback]:
    """Give what all sessions of a server met with their models: a limit is of the account."""
    for session in server.sessions.values():
        yield from session.setbacks


def set_back(session: Session, reason: str, at: int, until: float | None = None) -> Session:
    """Note that the model of the present run could not answer; one note per model."""
    model = asked_model(session)
    if model is None:
        return session
    setback = Setback(model=model, reason=reason, at_ms=at, until_ms=until)
    notes = list(session.setbacks)
    for place, known in enumerate(notes):
        if known.model.name == model.name:
            if until is None and known.reason == reason and known.until_ms is None:
                return session
            notes[place] = setback
            break
    else:
        notes.append(setback)
    return replace(session, setbacks=tuple(notes))


def fail(session: Session, failure: Failure, at: int) -> Session:
    """Note an error of the present or last run, and what it says against the model."""
    if _is_echo(session, failure):
        return session
    session = replace(session, failure=failure)
    if not is_about_model(failure.message, failure.name):
        return session
    return set_back(session, reason_of(failure.message, failure.status, failure.name), at)


def _is_echo(session: Session, failure: Failure) -> bool:
    """Some errors come a second time after the end, as a stack trace."""
    known = session.failure
    if known is None or session.status != "idle" or known.name != failure.name:
        return False
    return known == failure or _TRACE.match(failure.message) is not None
