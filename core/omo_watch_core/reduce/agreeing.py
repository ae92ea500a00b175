"""Hold what was announced against what answered; an answer alone is a fact.

A session's mismatch stays until an answer bears the newest announcement out, or until a person
goes on with a model of their own.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.announced import Announcement, Mismatch, is_same, spoken
from omo_watch_core.model import ABORTED, Message, ModelRef
from omo_watch_core.order import is_later
from omo_watch_core.state import Session

GOES_ON = frozenset({"tool-calls", "unknown"})
"""Finishes behind which the same prompt is asked again."""


def weigh(session: Session, at: int, offset_ms: float) -> Session:
    """Give the session after its newest answer was held against what was announced.

    `at` is the local time of the word that may make the difference; an answer that was read
    later has its own.
    """
    claim, answer = session.announced, session.answer
    if claim is None or answer is None or answer.model is None:
        return session
    if _is_next(session, claim, answer):
        began = int(answer.created_ms + offset_ms) if answer.created_ms else at
        return _held(session, claim, answer.model, max(min(at, began), claim.at_ms))
    if _never_ran(session, claim, answer):
        return _held(session, claim, answer.model, at)
    return session


def settled(session: Session) -> Session:
    """Give the session with nothing left to compare."""
    return replace(session, announced=None, mismatch=None)


def prompted(session: Session, message: str, model: ModelRef | None) -> Session:
    """Give the session after a prompt with words of a person.

    One that names the announced model waits for its answer. One that names the model from
    before has chosen nothing: an open screen of the server repeats what it knows. Any other is
    a person's choice, and so is any at all once the difference was shown.
    """
    claim = session.announced
    if claim is None or model is None:
        return session
    keeps = claim.source != "switch" and session.mismatch is None and model.name == claim.before
    if not keeps and not is_same(claim.model, model):
        return settled(session)
    return replace(session, announced=replace(claim, message=message))


def _is_next(session: Session, claim: Announcement, answer: Message) -> bool:
    """Tell whether an answer is the first fact behind a claim.

    An abort of a wait leaves an answer without output, finish or error: it says nothing. The
    answer of a compaction is that of another model by right.
    """
    if not claim.message or answer.parent != claim.message or answer.summary:
        return False
    if claim.after and not is_later(answer.id, claim.after):
        return False
    failure = answer.failure
    failed = failure is not None and failure.name != ABORTED
    waited = session.waited == answer.id
    return session.answered or bool(answer.finish) or failed or waited


def _never_ran(session: Session, claim: Announcement, answer: Message) -> bool:
    """Tell whether a prompt was rewritten to the announced model and ran no more.

    A prompt that has its whole answer runs no second time, whatever model is written to it.
    """
    named = session.named
    if named is None or named.message != claim.message or not is_same(claim.model, named.model):
        return False
    ended = session.status == "idle" and (session.ended_ms or 0) >= named.at_ms
    old = answer.parent == named.message and not is_later(answer.id, named.after)
    whole = bool(answer.finish) and answer.finish not in GOES_ON and answer.failure is None
    return ended and old and whole


def _held(session: Session, claim: Announcement, fact: ModelRef, at: int) -> Session:
    """Give the session with the claim held against the fact that it speaks of."""
    if is_same(claim.model, fact):
        return settled(session)
    known, answer = session.mismatch, session.answer
    shown = session.answered or bool(answer and answer.finish)
    found = Mismatch(
        claimed=spoken(claim.model, fact),
        fact=spoken(fact, claim.model),
        answered=shown,
        source=claim.source,
        at_ms=at,
    )
    if known is not None and replace(known, answered=shown, at_ms=at) == found:
        # It is the same difference; what has once answered has answered.
        found = replace(known, answered=known.answered or shown)
    return session if found == known else replace(session, mismatch=found)
