"""The one place that says `proved`: an answer to our own prompt, by the chosen model."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.model import Message, Part
from omo_watch_core.state import Session

Page = Sequence[tuple[Message, Sequence[Part]]]
"""The newest messages of a session with their parts, as the server listed them."""


def has_started(action: OverrideAction, session: Session) -> bool:
    """Tell whether an answer to our prompt exists, whoever gives it."""
    return _is_to_ours(action, session.answer)


def is_listed(action: OverrideAction, page: Page) -> bool:
    """Tell whether a listing holds an answer to our prompt, whoever gives it."""
    return any(_is_to_ours(action, message) for message, _ in page)


def is_proved(action: OverrideAction, session: Session) -> bool:
    """Tell whether the chosen model answers our prompt, with output or a finish to show."""
    return _proves(action, session.answer, shows=session.answered)


def is_proved_by(action: OverrideAction, page: Page) -> bool:
    """Tell the same of what the server lists: an answer that came while nobody heard counts."""
    return any(_proves(action, m, shows=any(part.is_output for part in parts)) for m, parts in page)


def _proves(action: OverrideAction, answer: Message | None, *, shows: bool) -> bool:
    if answer is None or answer.model is None or not _is_to_ours(action, answer):
        return False
    if answer.model.name != action.target.name:
        return False
    # Output that an error cut off was still the chosen model's; a finish with an error is none.
    return shows or (bool(answer.finish) and answer.failure is None)


def _is_to_ours(action: OverrideAction, answer: Message | None) -> bool:
    if answer is None or answer.role != "assistant" or not action.message:
        return False
    return answer.parent == action.message
