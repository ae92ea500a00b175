"""The limits that stand, in one place: for the board, the ladders, the picker and our choices."""

from __future__ import annotations

from collections.abc import Mapping

from omo_watch_core.fallback.board import place
from omo_watch_core.journal.models import is_cleared
from omo_watch_core.limited import Limit, LimitKey
from omo_watch_core.state import State


def standing_limits(state: State) -> dict[LimitKey, Limit]:
    """Give the limits that no answer and no operator has ended; their time may be over."""
    if not state.journal.holds:
        return state.limited
    return {
        key: limit
        for key, limit in state.limited.items()
        if not is_cleared(state.journal, limit.model, limit.met_ms)
    }


def is_over(state: State, server: str, model: str, met_ms: int) -> bool:
    """Tell whether a model has answered on a server since then, or somebody cleared it."""
    answered = state.answered.get((server, place(model)), 0)
    return answered > met_ms or is_cleared(state.journal, model, met_ms)


def limits_beside(
    standing: Mapping[LimitKey, Limit], server: str, session: str, now_ms: int
) -> dict[str, Limit]:
    """Give by `board.place` the models that other sessions of a server know to be limited now.

    Of several limits of one model the one that ends last counts. What nobody stated an end of is
    our own cooldown, and no fact about the account.
    """
    found: dict[str, Limit] = {}
    for limit in standing.values():
        if limit.server != server or limit.session == session or not limit.stated:
            continue
        key = place(limit.model)
        known = found.get(key)
        if limit.until_ms > now_ms and (known is None or limit.until_ms > known.until_ms):
            found[key] = limit
    return found
