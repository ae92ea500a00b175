"""The turns of a person that a lease has held for: each prompt counts once, when it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from omo_watch_core.events import MessagesListed
from omo_watch_core.fallback.internal import is_silent
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.leases.scope import covers
from omo_watch_core.model import Part
from omo_watch_core.order import is_later, oldest_first
from omo_watch_core.reduce.turn import is_from_person
from omo_watch_core.state import Session


def counted(lease: Lease, prompts: Iterable[str], now_ms: int) -> Lease:
    """Give the lease with prompts counted that came since it began."""
    fresh = {name for name in prompts if is_later(name, lease.after)} - set(lease.used)
    if not fresh:
        return lease
    used = tuple(oldest_first((*lease.used, *fresh)))
    return replace(lease, used=used, changed_ms=now_ms)


def counts_for(lease: Lease, session: Session) -> bool:
    """Tell whether the turns of a session count: what a task asks of its child is no person's.

    A lease of a child itself counts that child's own.
    """
    return covers(lease, session) and (session.info.parent is None or lease.scope == "session")


def newest_turns(lease: Lease, sessions: Iterable[Session]) -> Iterator[str]:
    """Give the prompts that began the newest turns of sessions that a lease holds."""
    for session in sessions:
        prompt = session.turn_prompt
        if prompt and prompt != session.silent_prompt and counts_for(lease, session):
            yield prompt


def listed_turns(event: MessagesListed) -> Iterator[str]:
    """Give the prompts of a person in a listing: turns that nobody here watched."""
    for message, parts in event.messages:
        if message.role != "user" or any(map(_is_notice, parts)):
            continue
        if any(map(is_from_person, parts)):
            yield message.id


def is_used_up(lease: Lease, sessions: Iterable[Session]) -> bool:
    """Tell whether its last turn is over, or one more has begun."""
    turns = lease.turns or 0
    if lease.until != "turns" or len(lease.used) < turns:
        return False
    if len(lease.used) > turns:
        return True
    return any(_is_over(one) for one in sessions if is_last(lease, one))


def is_last(lease: Lease, session: Session) -> bool:
    """Tell whether the turn of a session is the last one that a lease holds for."""
    if lease.until != "turns" or lease.ended_ms is not None:
        return False
    used = lease.used
    return len(used) == (lease.turns or 0) and bool(used) and session.turn_prompt == used[-1]


def _is_notice(part: Part) -> bool:
    """Tell whether a part is a plugin's word that says of itself that no answer follows."""
    return part.kind == "text" and is_silent(str(part.text))


def _is_over(session: Session) -> bool:
    """Tell whether a turn rests with an answer; a run that we ended to go on shows none."""
    answer = session.answer
    if session.status != "idle" or answer is None or not session.answered:
        return False
    finished = answer.completed_ms is not None and answer.failure is None
    return finished and is_later(answer.id, session.turn_prompt)
