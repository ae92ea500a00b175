"""Where to cut a batch, so that its size makes no difference to what the actions do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from omo_watch_core import events
from omo_watch_core.actions.action import CancelAction, HandAction, OverrideAction
from omo_watch_core.actions.models.nouns import ProbeAction
from omo_watch_core.actions.task.nouns import LaunchAction, TellAction
from omo_watch_core.events import Event
from omo_watch_core.state import SessionKey, State


class Watched(NamedTuple):
    """Hold what running actions look at."""

    sessions: frozenset[SessionKey] = frozenset()
    texts: frozenset[SessionKey] = frozenset()
    """Sessions whose first word is awaited; of others it does not matter that a text grows."""


_OF_SESSION: dict[type[Event], Callable[[Any], str]] = {
    events.AskClosed: lambda event: event.session,
    events.MessageRemoved: lambda event: event.session,
    events.MessageSeen: lambda event: event.message.session,
    events.MessagesListed: lambda event: event.session,
    events.PartRemoved: lambda event: event.session,
    events.PartSeen: lambda event: event.part.session,
    events.SessionDeleted: lambda event: event.session,
    events.SessionErred: lambda event: event.session,
    events.SessionSeen: lambda event: event.info.id,
    events.StatusHeard: lambda event: event.session,
}
_OF_MANY = (
    events.AbortAnswered,
    events.AskAnswered,
    events.AsksListed,
    events.CommandAnswered,
    events.DeletionAnswered,
    events.DirectoryRead,
    events.HistoryRead,
    events.InstanceDisposed,
    events.JournalRead,
    events.MetadataWritten,
    events.ParkedTaken,
    events.PromptAnswered,
    events.ServerRemoved,
    events.SessionCreated,
    events.SessionLookedFor,
    events.SessionsListed,
    events.StatusRead,
    events.Ticked,
)


Concerns = Callable[[State, Event], bool]


def _nobody_else(state: State, event: Event) -> bool:
    return False


def reach(
    state: State, batch: Sequence[Event], start: int = 0, others: Concerns = _nobody_else
) -> int:
    """Give the end of the piece that begins at `start`: just behind what an action reacts to.

    `others` tells what somebody beside the actions reacts to.

    A batch that is folded and acted on piece by piece gives the same state, results and
    requests as the same events one by one. Without a running action it is one piece.
    """
    watched = watched_by(state)
    if watched.sessions or others is not _nobody_else:
        for place in range(start, len(batch)):
            event = batch[place]
            if (watched.sessions and concerns(watched, event)) or others(state, event):
                return place + 1
    return len(batch)


def watched_by(state: State) -> Watched:
    """Give the sessions that running actions look at."""
    found: set[SessionKey] = set()
    texts: set[SessionKey] = set()
    for action in state.actions.values():
        if action.result is None:
            found.add(action.key)
            if isinstance(action, HandAction):
                found.add((action.server, action.parent))
            if isinstance(action, LaunchAction) and action.child:
                found.add((action.server, action.child))
            if isinstance(action, ProbeAction) and action.child:
                found.add((action.server, action.child))
                texts.add((action.server, action.child))
            if isinstance(action, TellAction):
                found.update((action.server, session) for _, session in action.unread)
            if isinstance(action, CancelAction):
                found.update((action.server, name) for name in action.targets)
            if isinstance(action, OverrideAction) and action.sent_ms:
                texts.add(action.key)
    return Watched(frozenset(found), frozenset(texts))


def concerns(watched: Watched, event: Event) -> bool:
    """Tell whether an event can make an action move."""
    if isinstance(event, events.TextGrew):
        return (event.server, event.session) in watched.texts
    subject = _OF_SESSION.get(type(event))
    if subject is None:
        return isinstance(event, _OF_MANY)
    # What begins below a session that is being stopped belongs to the stop.
    above = event.info.parent if isinstance(event, events.SessionSeen) else None
    named = (subject(event), above)
    return any((event.server, name) in watched.sessions for name in named if name)
