"""Watch for the answer to a prompt of ours; send the identical body once more if it was lost."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions.action import OverrideAction, Result
from omo_watch_core.actions.moves import Move, end, enter, is_late, is_overlong, stay
from omo_watch_core.actions.proof import has_started, is_proved
from omo_watch_core.clock import SECOND, age
from omo_watch_core.effects import ReadStatus, SendPrompt
from omo_watch_core.events import StatusRead
from omo_watch_core.order import is_later
from omo_watch_core.state import Session

START_MS = 2 * SECOND
"""How long a prompt may take to start before it is looked for."""
PROVE_MS = 15 * SECOND
"""How long an answer may take before the move counts as not proved."""

Step = Move[OverrideAction]


def prompt(action: OverrideAction) -> SendPrompt:
    """Give the one prompt of an action: the same bytes each time."""
    return SendPrompt(
        server=action.server, action=action.id, session=action.session, body=action.body
    )


def watch(action: OverrideAction, now_ms: int, session: Session) -> Step:
    """React to what the stream has shown since the prompt was sent, and to time."""
    if is_proved(action, session):
        why = f"{action.title} now answers with {action.target.model}"
        return _end(action, "proved", now_ms, why)
    failed = _failure(action, session)
    if failed:
        return _end(action, "accepted", now_ms, failed)
    if action.phase == "prompting":
        return enter(action, "proving", now_ms) if is_late(action, now_ms) else stay(action)
    if now_ms - action.phase_ms >= PROVE_MS or is_overlong(action, now_ms):
        return _end(action, "accepted", now_ms, _not_seen(action, now_ms, session))
    return _look(action, now_ms, session)


def looked(action: OverrideAction, event: StatusRead, session: Session) -> Step:
    """Send the identical body once more where the first was stored and never run.

    While the session runs, or where nobody knows, it is looked for again later.
    """
    if event.status != "idle" or action.tries != 1 or has_started(action, session):
        return stay(action)
    if _is_passed(action, session):
        return stay(action)
    again = msgspec.structs.replace(action, tries=2)
    return stay(again, prompt(again))


def _look(action: OverrideAction, now_ms: int, session: Session) -> Step:
    waited = now_ms - max(action.phase_ms, action.looked_ms)
    if action.tries != 1 or waited < START_MS or has_started(action, session):
        return stay(action)
    effect = ReadStatus(
        server=action.server,
        action=action.id,
        session=action.session,
        directory=session.info.directory,
    )
    return stay(msgspec.structs.replace(action, looked_ms=now_ms), effect)


def _is_passed(action: OverrideAction, session: Session) -> bool:
    """Tell whether somebody has prompted behind us: what was lost is not wanted any more."""
    return session.prompt is not None and is_later(session.prompt.id, action.message)


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
        newest = f"; the newest answer is from {model.model}" if model else ""
        return f"no answer of that model was seen{newest}"
    if model.name != action.target.name:
        return f"{model.model} answered instead"
    return f"{model.model} was asked, but showed nothing in {age(now_ms - action.sent_ms)}"


def _end(action: OverrideAction, result: Result, now_ms: int, evidence: str) -> Step:
    hint = f"the abort also stops what ran below it: {', '.join(action.below)}"
    return end(action, result, now_ms, evidence, hint if action.below else "")
