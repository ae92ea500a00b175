"""A prompt that did not start: was it refused, does it run unseen, or is it sent once more?"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.moves import Move, stay
from omo_watch_core.actions.override.proof import has_started
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import ReadMessages, ReadStatus, SendPrompt
from omo_watch_core.events import StatusRead
from omo_watch_core.model import ABORTED
from omo_watch_core.order import is_later
from omo_watch_core.state import Session

START_MS = 2 * SECOND
"""How long a prompt may take to start before it is looked for."""
HISTORY = 20
"""How many of the newest messages are looked at."""

Step = Move[OverrideAction]


def prompt(action: OverrideAction) -> SendPrompt:
    """Give the one prompt of an action: the same bytes each time."""
    return SendPrompt(
        server=action.server, action=action.id, session=action.session, body=action.body
    )


def history(action: OverrideAction) -> ReadMessages:
    """Ask for what the server has stored of the session."""
    return ReadMessages(server=action.server, session=action.session, limit=HISTORY)


def look(action: OverrideAction, now_ms: int, session: Session) -> Step:
    """Ask what the session does where nothing of our prompt was seen for some time."""
    if action.tries != 1 or not _is_due(action, now_ms) or has_started(action, session):
        return stay(action)
    effect = ReadStatus(
        server=action.server,
        action=action.id,
        session=action.session,
        directory=session.info.directory,
    )
    return stay(replace(action, looked_ms=now_ms, listing_ms=0), effect)


def looked(action: OverrideAction, event: StatusRead, session: Session) -> Step:
    """Ask for the history of a session that rests: what ran may have done so unheard.

    While the session runs, or where nobody knows, it is looked for again later.
    """
    if event.status != "idle" or not _is_wanted(action, session):
        return stay(action)
    return stay(replace(action, listing_ms=event.at_ms), history(action))


def again(action: OverrideAction, session: Session) -> Step:
    """Send the identical body once more where the first was never run."""
    if not _is_wanted(action, session):
        return stay(action)
    return stay(replace(action, tries=2), prompt(action))


def refusal_of(action: OverrideAction, now_ms: int, session: Session) -> str | None:
    """Say what the server complained of, once a prompt that it took has not started in time."""
    if not _is_due(action, now_ms) or has_started(action, session):
        return None
    return said(action, session)


def said(action: OverrideAction, session: Session) -> str | None:
    """Say what error the session has shown since our prompt, without an answer to it."""
    failure = session.failure
    if failure is None or failure.name == ABORTED or failure == action.failed_before:
        return None
    return f"nothing ran: {failure.message or failure.name}"


def _is_due(action: OverrideAction, now_ms: int) -> bool:
    return now_ms - max(action.phase_ms, action.looked_ms) >= START_MS


def _is_wanted(action: OverrideAction, session: Session) -> bool:
    """Tell whether it may be sent again; what somebody has prompted behind has replaced it."""
    passed = session.prompt is not None and is_later(session.prompt.id, action.message)
    return action.tries == 1 and not passed and not has_started(action, session)
