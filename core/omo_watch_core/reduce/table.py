"""Which function folds which type of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omo_watch_core import events
from omo_watch_core.reduce import (
    asks,
    attention,
    connection,
    directories,
    history,
    listing,
    messages,
    plugin,
    servers,
    sessions,
)
from omo_watch_core.reduce.desk import Desk

Handler = Callable[[Desk, Any], None]
"""Fold one event; each handler takes the type that it stands beside."""

HANDLERS: dict[type[events.Event], Handler] = {
    events.AgentSwitched: sessions.agent_switched,
    events.AskClosed: asks.closed,
    events.AskRaised: asks.raised,
    events.AsksListed: asks.listed,
    events.BytesHeard: connection.heard,
    events.ClaimHeard: servers.claimed,
    events.CountRead: servers.counted,
    events.Crashed: attention.crashed,
    events.DiffListed: messages.diff_listed,
    events.DiffOpened: messages.diff_opened,
    events.DiffSet: messages.diff_set,
    events.DirectoryHeard: directories.heard,
    events.DirectoryRead: directories.read,
    events.HealthRead: servers.well,
    events.InstanceDisposed: directories.disposed,
    events.MessageRemoved: messages.removed,
    events.MessageSeen: messages.seen,
    events.MessagesListed: history.listed,
    events.ModelSwitched: sessions.model_switched,
    events.ModelsListed: servers.models_listed,
    events.NoticeSent: attention.noticed,
    events.PartRemoved: messages.part_removed,
    events.PartSeen: messages.part_seen,
    events.PluginLooked: plugin.looked,
    events.PluginSettingsRead: servers.settings_read,
    events.ProbeAnswered: connection.moved,
    events.ReadFailed: directories.failed,
    events.RetryAsked: connection.moved,
    events.ServerAdded: servers.added,
    events.ServerDescribed: servers.described,
    events.ServerRemoved: servers.removed,
    events.SessionClosed: attention.closed,
    events.SessionCompacted: sessions.compacted,
    events.SessionDeleted: sessions.deleted,
    events.SessionErred: sessions.erred,
    events.SessionOpened: attention.opened,
    events.SessionSeen: sessions.seen,
    events.SessionsListed: listing.listed,
    events.StatusHeard: sessions.heard,
    events.StreamEnded: connection.moved,
    events.StreamOpened: connection.opened,
    events.StreamRefused: connection.moved,
    events.TextGrew: messages.grew,
    events.Ticked: connection.ticked,
    events.ToastShown: attention.toasted,
    events.TodosListed: asks.plan_listed,
    events.TodosSet: asks.planned,
    events.Unrecognised: servers.unrecognised,
}
"""Events that are not in it matter to the actions or to the plan of questions alone."""
