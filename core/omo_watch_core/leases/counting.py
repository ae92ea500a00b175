"""The turns of a person that a lease has held for: each prompt counts once, when it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from omo_watch_core.events import MessagesListed
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.leases.scope import covers
from omo_watch_core.order import is_later, oldest_first
from omo_watch_core.reduce.turn import is_from_person
from omo_watch_core.state import Server, Session


def counted(lease: Lease, prompts: Iterable[str], now_ms: int) -> Lease:
    """Give the lease with prompts counted that came since it began."""
    fresh = {name for name in prompts if is_later(name, lease.after)} - set(lease.used)
    if not fresh:
        return lease
    used = tuple(oldest_first((*lease.used, *fresh)))
    return replace(lease, used=used, changed_ms=now_ms)


def newest_turns(lease: Lease, server: Server) -> Iterator[str]:
    """Give the prompts that began the newest turns of what a lease holds."""
    for session in server.sessions.values():
        if session.turn_prompt and covers(lease, session):
            yield session.turn_prompt


def listed_turns(event: MessagesListed) -> Iterator[str]:
    """Give the prompts of a person in a listing: turns that nobody here watched."""
    for message, parts in event.messages:
        if message.role == "user" and any(is_from_person(part) for part in parts):
            yield message.id


def is_used_up(lease: Lease, server: Server) -> bool:
    """Tell whether its last turn is over, or one more has begun."""
    turns = lease.turns or 0
    if lease.until != "turns" or len(lease.used) < turns:
        return False
    if len(lease.used) > turns:
        return True
    last = lease.used[-1] if lease.used else ""
    return any(_is_over(one) for one in server.sessions.values() if one.turn_prompt == last)


def _is_over(session: Session) -> bool:
    """Tell whether a turn rests with an answer; a run that we ended to go on shows none."""
    answer = session.answer
    if session.status != "idle" or answer is None or not session.answered:
        return False
    finished = answer.completed_ms is not None and answer.failure is None
    return finished and is_later(answer.id, session.turn_prompt)
