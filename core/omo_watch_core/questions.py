"""Which answer belongs to which question: both have the same key."""

from __future__ import annotations

from omo_watch_core.agenda import (
    COUNT,
    DESCRIPTION,
    DIFF,
    DIRECTORY,
    HEALTH,
    LISTING,
    MESSAGES,
    MODELS,
    PLUGIN,
    PLUGIN_SETTINGS,
    TODOS,
)
from omo_watch_core.effects import (
    DescribeServer,
    Effect,
    ListSessions,
    LookForPlugin,
    ReadCount,
    ReadDiff,
    ReadDirectory,
    ReadHealth,
    ReadMessages,
    ReadModels,
    ReadPluginSettings,
    ReadTodos,
)
from omo_watch_core.events import (
    CountRead,
    DiffListed,
    DirectoryRead,
    Event,
    HealthRead,
    MessagesListed,
    ModelsListed,
    PluginLooked,
    PluginSettingsRead,
    ReadFailed,
    ServerDescribed,
    SessionsListed,
    TodosListed,
)

_PLAIN: dict[type[Effect] | type[Event], str] = {
    ReadHealth: HEALTH,
    HealthRead: HEALTH,
    DescribeServer: DESCRIPTION,
    ServerDescribed: DESCRIPTION,
    ListSessions: LISTING,
    SessionsListed: LISTING,
    ReadModels: MODELS,
    ModelsListed: MODELS,
}


def key(exchange: Effect | Event) -> str | None:
    """Give the key of a question, an answer or a failure; None for everything else."""
    match exchange:
        case ReadDirectory(directory=name) | DirectoryRead(directory=name):
            return f"{DIRECTORY} {name}"
        case ReadMessages(session=name) | MessagesListed(session=name):
            return f"{MESSAGES} {name}"
        case LookForPlugin(directory=name) | PluginLooked(directory=name):
            return f"{PLUGIN} {name}"
        case ReadPluginSettings(directory=name) | PluginSettingsRead(directory=name):
            return f"{PLUGIN_SETTINGS} {name}"
        case (
            ReadTodos(session=name)
            | TodosListed(session=name)
            | ReadDiff(session=name)
            | DiffListed(session=name)
        ):
            return f"{TODOS if isinstance(exchange, ReadTodos | TodosListed) else DIFF} {name}"
        case ReadCount(session=name) | CountRead(session=name):
            return f"{COUNT} {name}"
        case ReadFailed(what=what, directory=directory, session=session):
            return " ".join(word for word in (what, directory, session) if word)
        case _:
            return _PLAIN.get(type(exchange))
