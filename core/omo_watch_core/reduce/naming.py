"""Prompts and settings that name a model: marked or rewritten by programs, set by the server."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.announced import MOVES, Announcement, Naming, is_same
from omo_watch_core.model import Message, ModelRef, Part
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.state import Session


def rewritten(session: Session, message: Message, at: int) -> Session:
    """Give the session before a word about its newest prompt that names another model in it."""
    known = session.prompt
    if known is None or known.id != message.id or known.model is None or message.model is None:
        return session
    if known.model.name == message.model.name:
        return session
    naming = Naming(
        message=message.id, model=message.model, at_ms=at, after=newest_answer(session),
        before=known.model.name,
    )  # fmt: skip
    return _named(session, naming)


def marked(session: Session, part: Part, at: int) -> Session:
    """Give the session after a marked part of its newest prompt, which may announce its model."""
    prompt, source = session.prompt, MOVES.get(part.mark.kind) if part.mark else None
    if source is None or prompt is None or prompt.model is None:
        return session
    if session.named is not None and session.named.message == prompt.id:
        return session
    before = session.answer.model if session.answer else None
    naming = Naming(
        message=prompt.id, model=prompt.model, at_ms=at, before=before.name if before else ""
    )
    claim = Announcement(
        model=prompt.model, source=source, at_ms=at, message=prompt.id,
        before=naming.before,
    )  # fmt: skip
    return replace(session, named=naming, announced=claim)


def switched(session: Session, model: ModelRef, at: int) -> Session:
    """Give the session after the server set its model for prompts that name none.

    The variant of such a setting is never applied. One that repeats what is so, or what is said
    to be so, announces nothing.
    """
    asked, claim = asked_model(session), session.announced
    said = (asked, session.info.model) if claim is None else (claim.model,)
    if all(known is not None and is_same(known, replace(model, variant=None)) for known in said):
        return session
    claim = Announcement(
        model=replace(model, variant=None), source="switch", at_ms=at,
        after=newest_answer(session), before=asked.name if asked else "",
    )  # fmt: skip
    return replace(session, announced=claim)


def _named(session: Session, naming: Naming) -> Session:
    """Write down what a program did; a toast that was taken for it already gets its full name."""
    claim = session.announced
    if claim is None or claim.source != "toast" or not is_same(claim.model, naming.model):
        return replace(session, named=naming)
    if claim.message != naming.message:
        return replace(session, named=naming)
    claim = replace(claim, model=naming.model)
    return replace(session, named=replace(naming, told=True), announced=claim)


def newest_answer(session: Session) -> str:
    """Give the id of the newest answer; `""` where there is none."""
    return session.answer.id if session.answer else ""
