"""A turn of a person that left the model of a lease, and answers: perhaps on purpose.

Where the model that was asked cools down there is nothing to ask: the engine brings the session
back. Where it answers, the person may have chosen it, or an open screen had remembered it.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.charge import telling
from omo_watch_core.charge.duty import Duty, Offer
from omo_watch_core.effects import Report
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.leases.scope import covers, standing
from omo_watch_core.leases.words import held_words
from omo_watch_core.order import is_later
from omo_watch_core.state import Server, Session, State

CHOICE = "it answers, so it may be a choice of yours: left as it is"


def notice(state: State, duty: Duty) -> tuple[Duty, list[Report]]:
    """Give the duty with what a person is to be asked, and what is told of it: once each."""
    lines: list[Report] = []
    still: dict[tuple[str, str], Offer] = {}
    for server in state.servers.values():
        leases = standing(state, server)
        for session in server.sessions.values() if leases else ():
            lease = next((one for one in leases if covers(one, session)), None)
            if lease is None or not _has_left(lease, session):
                continue
            key = (server.name, session.id)
            if key in duty.reminders:
                still[key] = duty.reminders[key]
            if (lease.id, key) in duty.reminded:
                continue
            duty = replace(duty, reminded=duty.reminded | {(lease.id, key)})
            lines.append(_told(state, server, session, lease))
            if state.mode == "assist":
                still[key] = _offer(state, server, session, lease)
                lines.append(telling.offered(still[key]))
    if still != duty.reminders:
        duty = replace(duty, reminders=still)
    return duty, lines


def _has_left(lease: Lease, session: Session) -> bool:
    """Tell whether the newest prompt is a person's, on another model, and that answers."""
    prompt, answer = session.prompt, session.answer
    if prompt is None or answer is None or prompt.id != session.turn_prompt:
        return False
    if not is_later(prompt.id, lease.after) or answer.parent != prompt.id:
        return False
    if prompt.model is None or prompt.model.name == lease.target.name:
        return False
    elsewhere = answer.model is not None and answer.model.name != lease.target.name
    return elsewhere and session.answered and answer.failure is None


def _cause(state: State, session: Session, lease: Lease) -> str:
    asked = session.prompt.model if session.prompt else None
    name = asked.model if asked else "another model"
    return f"prompted on {name}, although {held_words(lease, state.now_ms)}"


def _told(state: State, server: Server, session: Session, lease: Lease) -> Report:
    text = f"{_cause(state, session, lease)}: {CHOICE}"
    return telling.told("decision", (server.name, session.id), state.now_ms, text, lease=lease.id)


def _offer(state: State, server: Server, session: Session, lease: Lease) -> Offer:
    return Offer(
        key=(server.name, session.id), model=lease.target.name,
        cause=_cause(state, session, lease), why="it may be a choice of yours", consequence="",
        at_ms=state.now_ms,
    )  # fmt: skip
