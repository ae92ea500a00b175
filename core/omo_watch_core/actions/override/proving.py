"""Watch for the answer to a prompt of ours, on the stream and at last in the history."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction, Result
from omo_watch_core.actions.moves import LONGEST_MS, Move, end, enter, is_late, stay
from omo_watch_core.actions.override import lost
from omo_watch_core.actions.override.proof import has_started, is_listed, is_proved, is_proved_by
from omo_watch_core.clock import SECOND, age
from omo_watch_core.events import MessagesListed
from omo_watch_core.state import Session

PROVE_MS = 15 * SECOND
"""How long an answer may take before the move counts as not proved."""
JUDGE_MS = 5 * SECOND
"""How long the history may take to be told, once that time is over."""

Step = Move[OverrideAction]


def watch(action: OverrideAction, now_ms: int, session: Session) -> Step:
    """React to what the stream has shown since the prompt was sent, and to time."""
    if is_proved(action, session):
        return _proved(action, now_ms)
    failed = _failure(action, session)
    if failed:
        return _end(action, "accepted", now_ms, failed)
    if action.phase == "judging":
        return _unjudged(action, now_ms, session)
    if _is_over(action, now_ms):
        asked = replace(action, listing_ms=now_ms)
        return enter(asked, "judging", now_ms, lost.history(action))
    if action.phase == "prompting":
        if not is_late(action, now_ms):
            return stay(action)
        return enter(replace(action, unclear="no answer in time"), "proving", now_ms)
    said = lost.refusal_of(action, now_ms, session)
    if said:
        return _end(action, "accepted", now_ms, said)
    return lost.look(action, now_ms, session)


def listed(action: OverrideAction, event: MessagesListed, session: Session) -> Step:
    """Judge by what the server has stored: the stream may have been cut while it answered."""
    action = replace(action, listing_ms=0)
    if is_proved_by(action, event.messages):
        return _proved(action, event.at_ms)
    if action.phase == "judging":
        why = _not_seen(action, event.at_ms, session)
        return _end(action, "accepted", event.at_ms, why)
    if is_listed(action, event.messages):
        return stay(action)
    return lost.again(action, session)


def _is_over(action: OverrideAction, now_ms: int) -> bool:
    """Tell whether it is time to judge; that still belongs to the time that an action has."""
    waited = action.phase == "proving" and now_ms - action.phase_ms >= PROVE_MS
    return waited or now_ms - action.started_ms >= LONGEST_MS - JUDGE_MS


def _unjudged(action: OverrideAction, now_ms: int, session: Session) -> Step:
    if now_ms - action.phase_ms < JUDGE_MS:
        return stay(action)
    why = f"{_not_seen(action, now_ms, session)}; its history could not be read"
    return _end(action, "accepted", now_ms, why)


def _failure(action: OverrideAction, session: Session) -> str | None:
    """Say why the chosen model will not answer now, if the answer to our prompt shows it."""
    answer = session.answer
    if answer is None or answer.model is None or not has_started(action, session):
        return None
    model = answer.model.model
    if answer.failure:
        return f"{model} failed: {answer.failure.message or answer.failure.name}"
    retry = session.retry
    # A wait that is older than our prompt is that of the model before.
    if session.status == "retry" and retry and retry.since_ms >= action.sent_ms:
        return f"{model} is limited too: {retry.message}"
    return None


def _not_seen(action: OverrideAction, now_ms: int, session: Session) -> str:
    model = session.answer.model if session.answer else None
    if not has_started(action, session) or model is None:
        if said := lost.said(action, session):
            return said
        newest = f"; the newest answer is from {model.model}" if model else ""
        unsure = f"; the server did not say that it took the prompt ({action.unclear})"
        return f"no answer of that model was seen{newest}{unsure if action.unclear else ''}"
    if model.name != action.target.name:
        return f"{model.model} answered instead"
    return f"{model.model} was asked, but showed nothing in {age(now_ms - action.sent_ms)}"


def _proved(action: OverrideAction, now_ms: int) -> Step:
    why = f"{action.title} now answers with {action.target.model}"
    return _end(action, "proved", now_ms, why)


def _end(action: OverrideAction, result: Result, now_ms: int, evidence: str) -> Step:
    hint = f"the abort also stops what ran below it: {', '.join(action.below)}"
    return end(action, result, now_ms, evidence, hint if action.below else "")
