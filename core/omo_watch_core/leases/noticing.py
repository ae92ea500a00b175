"""A turn of a person that left the model of a lease, and answers: perhaps on purpose.

Where the model that was asked cools down there is nothing to ask: the engine brings the session
back. Where it answers, the person may have chosen it, or an open screen had remembered it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.charge import telling
from omo_watch_core.charge.duty import Duty, Offer
from omo_watch_core.effects import Report
from omo_watch_core.fallback.models import written
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.leases.counting import is_last
from omo_watch_core.leases.reach import Subject
from omo_watch_core.leases.scope import holding
from omo_watch_core.leases.words import held_words
from omo_watch_core.order import is_later
from omo_watch_core.state import Session, SessionKey, State

CHOICE = "it answers, so it may be a choice of yours: left as it is"


def notice(state: State, duty: Duty, found: Sequence[Subject]) -> tuple[Duty, list[Report]]:
    """Give the duty with what a person is to be asked, and what is told of it: once each.

    `found` are the sessions of which something happened, and all that were followed.
    """
    lines: list[Report] = []
    still: dict[SessionKey, Offer] = {}
    followed = _last_turns(state, found)
    for subject in found:
        key, session = subject.key, subject.session
        lease = holding(state, subject.server, session)
        if lease is None or not _is_elsewhere(lease, session):
            continue
        if not _answers_there(lease, session):
            followed.add(key)
            continue
        offer = duty.reminders.get(key)
        if (lease.id, key) not in duty.reminded:
            duty = replace(duty, reminded=duty.reminded | {(lease.id, key)})
            lines.append(_told(state, subject, lease))
            if state.mode == "assist":
                offer = _offer(state, subject, lease)
                lines.append(telling.offered(offer))
        if offer is not None:
            still[key] = offer
    kept = frozenset(followed | still.keys())
    if still != duty.reminders or kept != duty.followed:
        duty = replace(duty, reminders=still, followed=kept)
    return duty, lines


def _last_turns(state: State, found: Sequence[Subject]) -> set[SessionKey]:
    """Give the sessions whose turn is the last one that a lease holds for."""
    leases = [one for one in state.journal.leases.values() if one.until == "turns"]
    if not leases:
        return set()
    return {one.key for one in found if any(is_last(lease, one.session) for lease in leases)}


def _is_elsewhere(lease: Lease, session: Session) -> bool:
    """Tell whether the newest prompt is a person's, and on another model."""
    prompt = session.prompt
    if prompt is None or prompt.id != session.turn_prompt or not is_later(prompt.id, lease.after):
        return False
    return prompt.model is not None and prompt.model.name != lease.target.name


def _answers_there(lease: Lease, session: Session) -> bool:
    """Tell whether another model than the lease's answers the newest prompt."""
    prompt, answer = session.prompt, session.answer
    if prompt is None or answer is None or answer.parent != prompt.id:
        return False
    elsewhere = answer.model is not None and answer.model.name != lease.target.name
    return elsewhere and session.answered and answer.failure is None


def _cause(state: State, session: Session, lease: Lease) -> str:
    asked = session.prompt.model if session.prompt else None
    name = asked.model if asked else "another model"
    return f"prompted on {name}, although {held_words(lease, state.now_ms)}"


def _told(state: State, subject: Subject, lease: Lease) -> Report:
    text = f"{_cause(state, subject.session, lease)}: {CHOICE}"
    return telling.told("decision", subject.key, state.now_ms, text, lease=lease.id)


def _offer(state: State, subject: Subject, lease: Lease) -> Offer:
    return Offer(
        key=subject.key, model=written(lease.target), cause=_cause(state, subject.session, lease),
        why="it may be a choice of yours", consequence="", at_ms=state.now_ms,
    )  # fmt: skip
