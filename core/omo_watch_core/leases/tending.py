"""Look after the leases: after each happening, what began, what counts, what is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.charge.duty import Duty
from omo_watch_core.effects import Effect, ReadJournal, ReadMessages
from omo_watch_core.events import Event
from omo_watch_core.leases.beginning import has_moved, is_begun, lease_of
from omo_watch_core.leases.clearing import clear, noted
from omo_watch_core.leases.counting import counted, counts_for, listed_turns, newest_turns
from omo_watch_core.leases.ending import ended, is_over
from omo_watch_core.leases.noticing import notice
from omo_watch_core.leases.reach import Subject, concerns, every, subjects
from omo_watch_core.leases.round import Round
from omo_watch_core.leases.scope import stands
from omo_watch_core.leases.waking import wake
from omo_watch_core.leases.words import held_words
from omo_watch_core.state import Session, State

Sessions = Mapping[str, Sequence[Session]]
"""What is looked at, by server."""
HISTORY = 50
"""How many of the newest messages may tell of turns that nobody watched."""


def tend(before: State, after: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its leases moved on, and what they want done."""
    concerned = any(concerns(after, event) for event in batch)
    if after.mode == "watch" or (before.actions is after.actions and not concerned):
        return after, ()
    look = Round(after)
    if after.duty is not None:
        look.learn(before.journal.leases)
    _ended_moves(look, before)
    clear(look)
    for event in batch:
        if isinstance(event, events.MetadataWritten) and event.action in look.state.noting:
            noted(look, event)
    changed = look.leases is not after.journal.leases
    look.state = look.done()
    if look.state.duty is not None and (concerned or changed):
        _follow(look, look.state.duty, batch)
        if _has_news(look, before, batch):
            look.effects.append(ReadJournal(server=""))
    return look.state, tuple(look.effects)


def _ended_moves(look: Round, before: State) -> None:
    """Let leases begin and end with the moves that have just ended."""
    for name, action in look.state.actions.items():
        former = before.actions.get(name)
        if action is former or not isinstance(action, OverrideAction) or action.result is None:
            continue
        if former is None or former.result is None:
            _ended_move(look, action)


def _ended_move(look: Round, action: OverrideAction) -> None:
    server, session = look.state.servers.get(action.server), look.state.session(action.key)
    if server is None or session is None or not has_moved(action):
        return
    held = [
        one
        for one in look.leases.values()
        if one.scope == "session" and one.name == session.id and stands(one, look.now)
        and look.server_of(one) is server
    ]  # fmt: skip
    if action.lease is not None and is_begun(action):
        if action.automatic and any(not one.automatic for one in held):
            return
        lease = lease_of(look.state, action, action.lease, server, session)
        hint = "; ".join(text for text in (action.hint, held_words(lease, look.now)) if text)
        look.act(replace(action, lease_id=lease.id, hint=hint))
        look.begin(lease, server)
    elif not action.automatic and action.purpose == "override":
        for lease in held:
            if lease.target.name != action.target.name:
                why = f"moved to {action.target.model} by hand"
                look.end(ended(lease, why, look.now))


def _follow(look: Round, duty: Duty, batch: Sequence[Event]) -> None:
    """Count turns, note ends, wake what waits, and see what left its lease."""
    found = subjects(look.state, duty, batch)
    sessions = _by_server(found)
    _count(look, sessions, batch)
    if _end_over(look, sessions):
        # What it held may be another's now.
        found = list(every(look.state))
    look.state = look.done()
    duty = wake(look.state, _caught_up(look, duty), found)
    duty, lines = notice(look.state, duty, found)
    look.effects += lines
    leases = look.state.journal.leases
    if duty.leases is not leases:
        duty = replace(duty, leases=leases)
    look.state = replace(look.state, duty=duty)


def _by_server(found: Sequence[Subject]) -> Sessions:
    sessions: dict[str, list[Session]] = {}
    for subject in found:
        sessions.setdefault(subject.server.name, []).append(subject.session)
    return sessions


def _end_over(look: Round, sessions: Sessions) -> bool:
    """Note the ends of leases; tell whether there was one."""
    leases = look.leases
    for lease in leases.values():
        if lease.ended_ms is None:
            server = look.server_of(lease)
            here = sessions.get(server.name, ()) if server else ()
            after = is_over(lease, server, here, look.now)
            if after is not lease:
                look.end(after)
    return look.leases is not leases


def _count(look: Round, sessions: Sessions, batch: Sequence[Event]) -> None:
    for lease in look.leases.values():
        if lease.until != "turns" or lease.ended_ms is not None:
            continue
        server = look.server_of(lease)
        if server is None:
            continue
        prompts = set(newest_turns(lease, sessions.get(server.name, ())))
        for event in batch:
            if isinstance(event, events.MessagesListed) and event.server == server.name:
                session = server.sessions.get(event.session)
                if session is not None and counts_for(lease, session):
                    prompts.update(listed_turns(event))
        look.put(counted(lease, prompts, look.now))


def _caught_up(look: Round, duty: Duty) -> Duty:
    """Ask once for the turns that began while no program like this one was there."""
    for lease in look.leases.values():
        if lease.until != "turns" or lease.ended_ms is not None or lease.id in duty.counted:
            continue
        server = look.server_of(lease)
        if server is None or not server.link.is_open:
            continue
        duty = replace(duty, counted=duty.counted | {lease.id})
        if lease.scope == "session" and lease.name in server.sessions:
            ask = ReadMessages(server=server.name, session=lease.name, limit=HISTORY)
            look.effects.append(ask)
    return duty


def _has_news(look: Round, before: State, batch: Sequence[Event]) -> bool:
    """Tell whether a session begins to tell of a lease that the journal did not, when last read."""
    seen = [event for event in batch if isinstance(event, events.SessionSeen)]
    if not seen:
        return False
    known = {one.name for one in look.leases.values() if stands(one, look.now)}
    for event in seen:
        if event.info.lease is not None:
            former = before.session((event.server, event.info.id))
            told = former.info.lease if former else None
            if told != event.info.lease and event.info.id not in known:
                return True
    return False
