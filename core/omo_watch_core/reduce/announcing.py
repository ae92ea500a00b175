"""Toasts that announce a model, and the session that each is about.

A toast names no session. It is taken for one where exactly one can be meant: the one whose
prompt a program has just given to the model that the toast names, or the only one that works in
its directory. Any other claims nothing about anybody.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from omo_watch_core.announced import Announcement, is_same
from omo_watch_core.clock import SECOND
from omo_watch_core.fallback.models import split_variant
from omo_watch_core.model import ModelRef, Toast
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.reduce.naming import newest_answer
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.state import Session

TITLE = "model fallback"
_TEXTS = (
    re.compile(r"Switched to (\S.*) for next request"),
    re.compile(r"Fallback queued for (\S.*)"),
    re.compile(r"Fallback dispatch may have been accepted for (\S.*)"),
    re.compile(r"Using (\S.*)"),
)
BEHIND_MS = 2 * SECOND
"""How long before its toast a prompt may have been given to the model."""
AHEAD_MS = 30 * SECOND
"""How long after its toast that may still come: a queued step waits for a run to end."""
REST_MS = 30 * SECOND
"""So long after its end a session may still be fallen back."""
MOST_WAITING = 20


def claimed_by(toast: Toast) -> ModelRef | None:
    """Read the model that a toast announces; None for any other toast."""
    if toast.title.casefold() != TITLE:
        return None
    for text in _TEXTS:
        if found := text.fullmatch(toast.message):
            name, variant = split_variant(found[1])
            provider, _, model = name.rpartition("/")
            return ModelRef(provider=provider, model=model, variant=variant)
    return None


def toasted(desk: Desk, toast: Toast) -> str:
    """Take a toast for the one session that it can mean, else let it wait for a sign of one.

    Gives that session, `""` where there is none.
    """
    model = claimed_by(toast)
    if model is None:
        return ""
    moved = [s for s in desk.sessions.map.values() if _was_moved(s, toast, model)]
    if len(moved) == 1:
        _bear_out(desk, moved[0], toast)
        return moved[0].id
    if not moved:
        alone = _alone_at_work(desk, toast)
        if alone is not None:
            desk.put(_announced(alone, toast, model))
            return alone.id
        waiting = (*_waiting(desk, toast.at_ms), toast)
        desk.server = replace(desk.server, toasted=waiting[-MOST_WAITING:])
    return ""


def moved(desk: Desk, before: Session, at: int) -> None:
    """Take the toast that waited for what a program has just done to a session."""
    session = desk.session(before.id)
    if session is None or session.named is None or session.named is before.named:
        return
    waiting = _waiting(desk, at)
    mine = [toast for toast in waiting if _is_about(toast, session)]
    if mine:
        _bear_out(desk, session, mine[-1])
        rest = tuple(toast for toast in waiting if toast not in mine)
        desk.server = replace(desk.server, toasted=rest)


def _bear_out(desk: Desk, session: Session, toast: Toast) -> None:
    """Take a toast for a session whose prompt names the model too."""
    naming, claim = session.named, session.announced
    if naming is None:
        return
    session = replace(session, named=replace(naming, told=True))
    is_newest = session.prompt is not None and session.prompt.id == naming.message
    if is_newest and (claim is None or not is_same(claim.model, naming.model)):
        claim = Announcement(
            model=naming.model, source="toast", at_ms=toast.at_ms,
            message=naming.message, after=naming.after, before=naming.before,
        )  # fmt: skip
    desk.put(replace(session, announced=claim))


def _announced(session: Session, toast: Toast, model: ModelRef) -> Session:
    """Take a toast for the only session that works, from its newest answer on."""
    claim, answer, prompt = session.announced, session.answer, session.prompt
    if claim is not None and is_same(model, claim.model):
        return session
    asked = asked_model(session)
    # Where the model is asked already, the answer that has begun is the one that counts.
    begun = answer is not None and answer.model is not None and is_same(model, answer.model)
    claim = Announcement(
        model=model, source="toast", at_ms=toast.at_ms,
        message=prompt.id if prompt else "", after="" if begun else newest_answer(session),
        before=asked.name if asked else "",
    )  # fmt: skip
    return replace(session, announced=claim)


def _was_moved(session: Session, toast: Toast, model: ModelRef) -> bool:
    """Tell whether a program has just given a session to the model that a toast names."""
    naming = session.named
    if naming is None or naming.told or session.info.directory != toast.directory:
        return False
    return is_same(model, naming.model) and toast.at_ms - naming.at_ms <= BEHIND_MS


def _is_about(toast: Toast, session: Session) -> bool:
    """Tell whether a toast that waits names the model that a session was just given to."""
    model, naming = claimed_by(toast), session.named
    if model is None or naming is None or naming.told:
        return False
    return toast.directory == session.info.directory and is_same(model, naming.model)


def _alone_at_work(desk: Desk, toast: Toast) -> Session | None:
    """Give the only session that works where a toast comes from, where it is known who does."""
    link = desk.server.link
    places = (toast.directory, "")
    there = [
        session
        for session in desk.sessions.map.values()
        if session.info.directory in places and session.info.archived_ms is None
    ]
    opened = (link.opened_ms or 0) - desk.server.offset_ms
    unheard = any(s.status_ms == 0 and s.info.created_ms < opened for s in there)
    if link.lost_since_ms is not None or unheard:
        return None
    working = [session for session in there if _works(session, toast.at_ms)]
    return working[0] if len(working) == 1 else None


def _works(session: Session, at: int) -> bool:
    """Tell whether a session works, or has worked until just now."""
    return session.status != "idle" or (session.since_ms > 0 and at - session.since_ms < REST_MS)


def _waiting(desk: Desk, at: int) -> tuple[Toast, ...]:
    return tuple(toast for toast in desk.server.toasted if at - toast.at_ms <= AHEAD_MS)
