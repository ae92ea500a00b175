"""How far an action has come, in the journal's words."""

from __future__ import annotations

from omo_watch_core.actions.action import Action, OverrideAction

INTENT = "intent"
"""A request is about to leave: written before it does."""
SENT = "sent"
ACCEPTED = "accepted"
"""The server answered the newest request; nothing is proved by that."""
PROVING = "proving"
_OF_PHASE = {
    "aborting": SENT,
    "prompting": SENT,
    "setting": SENT,
    "replying": SENT,
    "marking": SENT,
    "taking": SENT,
    "rereading": ACCEPTED,
    "closing": PROVING,
    "looking": PROVING,
    "returning": ACCEPTED,
    "asking again": ACCEPTED,
    "proving": PROVING,
    "judging": PROVING,
    "watching": PROVING,
    "confirming": PROVING,
    "commanding": SENT,
    "creating": SENT,
    "starting": PROVING,
    "deleting": SENT,
    "seeing": PROVING,
    "looking for it": PROVING,
}
_OF_RESULT = {"accepted": "not proved", "sent": "asked"}
"""Results whose own word is that of a stage on the way."""


def stage_of(action: Action) -> str:
    """Give the stage of an action: begun, sent, accepted, proving, or how it ended."""
    if action.result is not None:
        return _OF_RESULT.get(action.result, action.result)
    stopped = isinstance(action, OverrideAction) and action.aborted
    return _OF_PHASE.get(action.phase, ACCEPTED if stopped else "begun")
