"""Run the background tasks of our own: one program for each server, whatever happens between."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.actions.task.nouns import LaneAction, TaskAction
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, KeepLanes
from omo_watch_core.events import Event, LanesKept
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.own import Keeping, OwnTask
from omo_watch_core.tasks.run.closing import close
from omo_watch_core.tasks.run.ending import give_up
from omo_watch_core.tasks.run.following import follow
from omo_watch_core.tasks.run.judging import judge
from omo_watch_core.tasks.run.round import Round
from omo_watch_core.tasks.run.starting import name_of, start, start_waiting
from omo_watch_core.tasks.run.telling import tell_parents

BEAT_MS = 5 * SECOND
SURE_MS = 12 * SECOND
"""So long after its last beat a program is sure that no other one runs the tasks."""
_OF_SESSION = (
    events.StatusHeard, events.SessionDeleted, events.MessagesListed, events.SessionErred,
    events.TodosSet, events.TodosListed, events.AskClosed,
)  # fmt: skip
_OF_MANY = (
    events.Ticked, events.Woken, events.JournalRead, events.LanesKept, events.SessionsListed,
    events.DirectoryRead, events.SessionCreated, events.AskRaised,
)  # fmt: skip


def concerns(state: State, event: Event) -> bool:
    """Tell whether an event can move a task of our own."""
    if state.mode == "watch" or not state.journal.tasks:
        return False
    if isinstance(event, _OF_MANY):
        return has_open(state)
    if isinstance(event, events.MessageSeen):
        return _is_of_task(state, event.message.session)
    if isinstance(event, events.PartSeen):
        return event.part.tool is not None and _is_of_task(state, event.part.session)
    if isinstance(event, events.SessionSeen):
        return event.info.task is not None and has_open(state)
    return isinstance(event, _OF_SESSION) and _is_of_task(state, event.session)


def run_tasks(
    before: State, state: State, batch: Sequence[Event] = ()
) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with the tasks of our own moved on, and what that needs done."""
    acted = before.actions is not state.actions and _may_matter(before, state)
    concerned = any(concerns(state, event) for event in batch)
    if state.mode == "watch" or not (acted or concerned):
        return state, ()
    look = Round(state)
    for event in batch:
        if isinstance(event, LanesKept):
            _kept(look, event)
        elif isinstance(event, events.MessagesListed):
            look.note_listed(event)
    follow(look, before.actions)
    for place in dict.fromkeys(own.place for own in look.tasks.values() if not own.is_over):
        _tend(look, place)
    close(look)
    return look.done(), tuple(look.effects)


def is_run_here(state: State, place: str) -> bool:
    """Tell whether this program runs the tasks of a server at this moment."""
    keeping = state.keeping.get(place)
    return keeping is not None and keeping.own and state.now_ms - keeping.at_ms < SURE_MS


def _may_matter(before: State, state: State) -> bool:
    """Tell whether there are tasks, or somebody has just asked for one."""
    if has_open(state):
        return True
    newest = next(reversed(state.actions.values()), None)
    return isinstance(newest, TaskAction | LaneAction) and newest.id not in before.actions


def has_open(state: State) -> bool:
    """Tell whether a task of our own is not over yet, or its parent not told."""
    return any(not own.is_over for own in state.journal.tasks.values())


def _is_of_task(state: State, session: str) -> bool:
    for own in state.journal.tasks.values():
        # The cheap question first: this is asked for each message of each session.
        if session in (own.task.session, own.task.parent) and not own.is_over:
            return True
    return False


def _kept(look: Round, event: LanesKept) -> None:
    known = look.state.keeping.get(event.place, Keeping())
    kept = replace(known, owner=event.owner, own=event.own, at_ms=event.at_ms)
    look.keep({event.place: kept})


def _tend(look: Round, place: str) -> None:
    server = look.server_of(place)
    if server is None or server.read_only or not server.link.is_open:
        return
    if not look.state.runs_tasks:
        return
    keeping = look.state.keeping.get(place, Keeping())
    if look.now - keeping.asked_ms >= BEAT_MS:
        look.keep({place: replace(keeping, asked_ms=look.now)})
        look.effects.append(KeepLanes(server="", place=place, at_ms=look.now))
    if not is_run_here(look.state, place) or not _is_listed(server):
        return
    for name in tuple(look.tasks):
        own = look.tasks[name]
        if own.place == place and not own.task.is_over:
            _tend_task(look, server, own)
    start_waiting(look, server, place)
    tell_parents(look, server, place)


def _tend_task(look: Round, server: Server, own: OwnTask) -> None:
    if own.wish == "cancel" and own.task.status == "pending" and own.task.lane is None:
        give_up(look, server, own, "cancelled", f"taken back by {own.owner}")
    elif own.task.status == "pending" and own.task.parent in server.gone.ids:
        give_up(look, server, own, "cancelled", "its parent was deleted")
    elif own.task.status == "running":
        judge(look, server, own)
    elif own.task.lane is not None and not _is_under_way(look, own):
        start(look, server, own)  # its program died on the way


def _is_under_way(look: Round, own: OwnTask) -> bool:
    action = look.state.actions.get(name_of(own))
    return action is not None and action.result is None


def _is_listed(server: Server) -> bool:
    return server.listed_ms is not None and server.listed_ms >= (server.link.opened_ms or 0)
