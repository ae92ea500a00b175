"""What is said where an override ends without a prompt; always also what was not sent."""

from __future__ import annotations

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.moves import Move, end, is_unclear
from omo_watch_core.actions.words import AGAIN, UNREAD
from omo_watch_core.events import PromptAnswered

Step = Move[OverrideAction]


def unread_status(action: OverrideAction, now_ms: int) -> Step:
    """Say that nobody knows what the session does."""
    return end(action, "refused", now_ms, UNREAD, AGAIN)


def unread_history(action: OverrideAction, now_ms: int, reason: str) -> Step:
    """Say that the history could not be read."""
    why = f"its history could not be read: {reason}; {_not_sent(action)}"
    return end(action, "refused", now_ms, why, AGAIN)


def unanswered_abort(action: OverrideAction, now_ms: int, reason: str) -> Step:
    """Say that the barrier before the prompt was not reached."""
    why = f"the abort was not answered ({reason}); no prompt was sent"
    return end(action, "refused", now_ms, why, AGAIN)


def not_set(action: OverrideAction, event: PromptAnswered) -> Step:
    """Say that the model was not set for later."""
    if is_unclear(event.status):
        reason = event.reason or event.status
        why = f"the server did not say that it set the model ({reason})"
    else:
        why = f"the server did not set the model: {event.reason or event.status}"
    return end(action, "refused", event.at_ms, f"{why}; no prompt was sent")


def not_taken(action: OverrideAction, event: PromptAnswered) -> Step:
    """Say that the server turned the prompt down."""
    why = f"the prompt was not taken: {event.reason or event.status}"
    if action.aborted:
        why += "; what ran is stopped"
    return end(action, "refused", event.at_ms, why)


def runs(action: OverrideAction, now_ms: int) -> Step:
    """Say that somebody else's turn runs, which is not ours to stop."""
    return end(action, "refused", now_ms, "a turn of somebody else runs; nothing was sent")


def runs_now(action: OverrideAction, now_ms: int) -> Step:
    """Say that a turn runs that began after our abort."""
    why = f"somebody else's turn runs by now; {_not_sent(action)}"
    return end(action, "refused", now_ms, why)


def prompted(action: OverrideAction, now_ms: int) -> Step:
    """Say that somebody else has prompted, and that their turn is left alone."""
    why = f"somebody prompted it meanwhile; {_not_sent(action)}"
    return end(action, "refused", now_ms, why)


def answered(action: OverrideAction, now_ms: int) -> Step:
    """Say that there is nothing to resume any more."""
    return end(action, "refused", now_ms, f"it has an answer by now; {_not_sent(action)}")


def too_late(action: OverrideAction, now_ms: int) -> Step:
    """Say which answer did not come in time."""
    if action.phase == "aborting":
        return unanswered_abort(action, now_ms, "no answer in time")
    if action.phase == "setting":
        why = "the server did not say that it set the model; no prompt was sent"
        return end(action, "refused", now_ms, why, AGAIN)
    return end(action, "refused", now_ms, f"the server did not answer; {_not_sent(action)}", AGAIN)


def gone(action: OverrideAction, now_ms: int, what: str) -> Step:
    """Say that there is nothing left to move."""
    if action.sent_ms:
        return end(action, "accepted", now_ms, f"{what} before an answer was seen")
    return end(action, "refused", now_ms, f"{what}; {_not_sent(action)}")


def _not_sent(action: OverrideAction) -> str:
    if action.aborted:
        return "what ran is stopped, no prompt was sent"
    asked = action.phase in ("aborting", "setting")
    return "no prompt was sent" if asked else "nothing was sent"
