"""The one place that says `proved`: an answer to our own prompt, by the chosen model."""

from __future__ import annotations

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.state import Session


def has_started(action: OverrideAction, session: Session) -> bool:
    """Tell whether an answer to our prompt exists, whoever gives it."""
    answer = session.answer
    return bool(action.message) and answer is not None and answer.parent == action.message


def is_proved(action: OverrideAction, session: Session) -> bool:
    """Tell whether the chosen model answers our prompt, with output or a finish to show."""
    answer = session.answer
    if not has_started(action, session) or answer is None or answer.model is None:
        return False
    if answer.model.name != action.target.name:
        return False
    # Output that an error cut off was still the chosen model's; a finish with an error is none.
    return session.answered or (bool(answer.finish) and answer.failure is None)
