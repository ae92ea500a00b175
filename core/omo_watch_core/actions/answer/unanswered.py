"""What is said where a request was not answered, or nobody knows whether it was."""

from __future__ import annotations

from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.actions.moves import Move, end
from omo_watch_core.actions.words import AGAIN
from omo_watch_core.state import Server

LOOK_AGAIN = "look again with `omo-watch ls`, and answer once more if it is still open"
NAMED = 5
"""How many open requests are named where one is not known."""

Step = Move[AnswerAction]


def unknown(action: AnswerAction, server: Server) -> Step:
    """Say that there is no such request, and which there are."""
    why = f"{server.name} has no open request `{action.asked}`, nothing was sent"
    asks = tuple(server.asks.values())[:NAMED]
    names = ", ".join(f"{ask.id} ({ask.title})" for ask in asks)
    return end(action, "refused", action.started_ms, why, f"open: {names}" if names else "")


def answered_already(action: AnswerAction, now_ms: int) -> Step:
    """Say that an answer to the same request is on its way."""
    return end(action, "refused", now_ms, "it is being answered already, nothing was sent")


def dead(action: AnswerAction, now_ms: int) -> Step:
    """Say why a dead request cannot be allowed or answered."""
    why = "its run is over and nobody waits for it any more, nothing was sent"
    return end(action, "refused", now_ms, why, "reject cleans it up")


def works(action: AnswerAction, now_ms: int) -> Step:
    """Say that a reject would hit what runs: it fails all requests of its session."""
    why = "its session works again, and a reject would fail what it asks now; nothing was sent"
    return end(action, "refused", now_ms, why, "reject it when the session is idle")


def unread(action: AnswerAction, now_ms: int) -> Step:
    """Say that nobody knows whether the session rests."""
    why = "its session's status could not be read, nothing was sent"
    return end(action, "refused", now_ms, why, AGAIN)


def closed_before(action: AnswerAction, now_ms: int) -> Step:
    """Say that the request was closed by somebody else."""
    why = "it is not open any more: somebody else answered it, or its run ended"
    return end(action, "refused", now_ms, why)


def not_taken(action: AnswerAction, now_ms: int, reason: str) -> Step:
    """Say that the server turned the answer down."""
    return end(action, "refused", now_ms, f"the server did not take the answer: {reason}")


def unclear(action: AnswerAction, now_ms: int, is_open: bool | None) -> Step:
    """Say that the server did not say whether it took the answer, and how it looks now."""
    why = f"nobody knows whether the server took the answer ({action.fault})"
    if is_open is None:
        return end(action, "accepted", now_ms, f"{why}, nor whether it is open", LOOK_AGAIN)
    if is_open:
        return end(action, "accepted", now_ms, f"{why}; it is still open", LOOK_AGAIN)
    why = f"{why}; it is closed now, by this answer or by somebody else"
    return end(action, "accepted", now_ms, why)


def still_open(action: AnswerAction, now_ms: int, is_open: bool | None) -> Step:
    """Say that the server took the answer and did not close the request."""
    seen = "but it still lists the request" if is_open else "but nobody saw the request closed"
    return end(action, "accepted", now_ms, f"the server took the answer, {seen}", LOOK_AGAIN)


def too_late(action: AnswerAction, now_ms: int) -> Step:
    """Say that the run was over before the answer arrived."""
    why = "the server took the answer, but its run had ended before: nobody waited for it"
    return end(action, "accepted", now_ms, why)


def gone(action: AnswerAction, now_ms: int, what: str) -> Step:
    """Say that there is nobody left who asks."""
    if action.phase == "checking":
        return end(action, "refused", now_ms, f"{what}, nothing was sent")
    return end(action, "accepted", now_ms, f"{what} before the answer was seen to arrive")


def late(action: AnswerAction, now_ms: int) -> Step:
    """Say which answer did not come in time."""
    if action.phase == "checking":
        return unread(action, now_ms)
    if action.taken:
        return still_open(action, now_ms, None)
    why = f"nobody knows whether the server took the answer ({action.fault or 'no answer in time'})"
    return end(action, "accepted", now_ms, why, LOOK_AGAIN)
