"""What those who look after models are told: one line per decision, action, offer and result."""

from __future__ import annotations

from omo_watch_core.actions.action import Action, HandAction, OverrideAction
from omo_watch_core.charge.duty import Offer
from omo_watch_core.effects import Report
from omo_watch_core.fallback.engine.effects import Exhausted, Want
from omo_watch_core.select import advice
from omo_watch_core.state import State

SessionKey = tuple[str, str]


def told(kind: str, key: SessionKey, at_ms: int, text: str, **data: object) -> Report:
    """Make a line."""
    return Report(server=key[0], session=key[1], kind=kind, at_ms=at_ms, text=text, data=data)


def noted(want: Want, at_ms: int) -> Report:
    """Say what the engine saw, skipped or decided."""
    return told("decision", want.key, at_ms, want.cause)


def exhausted(want: Exhausted, at_ms: int) -> Report:
    """Say that no model is left."""
    return told("exhausted", want.key, at_ms, want.reason, tried=list(want.tried), cause=want.cause)


def offered(offer: Offer) -> Report:
    """Say which step waits for a person."""
    return told(
        "offer", offer.key, offer.at_ms, offer.why, to=offer.model, cause=offer.cause,
        consequence=offer.consequence or None, hint=advice.take(offer),
    )  # fmt: skip


def result(action: Action, at_ms: int) -> Report | None:
    """Say what became of a step that was taken, or of a result that a parent was owed."""
    took = (action.ended_ms or action.started_ms) - action.started_ms
    if isinstance(action, OverrideAction) and action.automatic:
        said = {"to": action.target.name, "message": action.message or None}
    elif isinstance(action, HandAction) and action.result != "unneeded":
        said = {"parent": action.parent, "message": action.message or None}
    else:
        return None
    return told(
        "result", action.key, at_ms, action.evidence, action=action.id, result=action.result,
        **said, took_ms=took,
    )  # fmt: skip


def ended(before: State, after: State) -> list[Report]:
    """Tell the results of the actions that the engine began, and of what followed them."""
    told: list[Report] = []
    for name, action in after.actions.items():
        former = before.actions.get(name)
        if action is not former and action.result and not (former and former.result):
            report = result(action, after.now_ms)
            told += [report] if report else []
    return told
