"""The steps that wait for a person, by session."""

from __future__ import annotations

from collections.abc import Mapping

from omo_watch_core.charge.duty import Offer
from omo_watch_core.state import SessionKey, State

_NONE: Mapping[SessionKey, Offer] = {}


def offers_of(state: State) -> Mapping[SessionKey, Offer]:
    """Give what a person is offered, and may take with one key.

    A step down the chain goes before the question whether a lease was left on purpose.
    """
    duty = state.duty
    if duty is None:
        return _NONE
    return {**duty.reminders, **duty.offers} if duty.reminders else duty.offers
