"""What to ask a server, and when; asking is acting, so nothing is asked that was not heard of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from omo_watch_core import counting, looking, snapshot
from omo_watch_core.agenda import DIRECTORY, LISTING, MODELS, PLUGIN
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, ReadDiff, ReadMessages, ReadModels, ReadTodos
from omo_watch_core.events import (
    CatalogChanged,
    CountRead,
    DiffListed,
    DiffOpened,
    DirectoryHeard,
    DirectoryRead,
    Event,
    HealthRead,
    InstanceDisposed,
    MessageSeen,
    MessagesListed,
    ModelsListed,
    PluginLooked,
    PluginSettingsRead,
    ReadFailed,
    ServerDescribed,
    SessionOpened,
    SessionsListed,
    StatusHeard,
    StreamOpened,
    Ticked,
    TodosListed,
)
from omo_watch_core.questions import key
from omo_watch_core.scope import END_LIMIT, WORK_LIMIT
from omo_watch_core.snapshot import Step
from omo_watch_core.state import Server, SessionKey, State

MODELS_MS = SECOND
"""Catalogue events come in bursts, and one question answers them all."""
MODELS_RETRY_MS = 30 * SECOND
OPEN_LIMIT = 60
"""How many messages an open transcript begins with."""

Open = frozenset[SessionKey]


def plan(state: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its questions noted, and the questions; the batch is folded already."""
    servers = state.servers
    effects: list[Effect] = []
    for event in batch:
        react = _REACTIONS.get(type(event))
        if react is None:
            continue
        for name in (event.server,) if event.server else tuple(servers):
            server = servers.get(name)
            if server is not None and server.link.is_open:
                after, asked = react(_settle(server, event), event, state.open)
                after = _expect(after, asked)
                servers = servers if after is server else {**servers, name: after}
                effects += asked
    if servers is state.servers:
        return state, tuple(effects)
    return replace(state, servers=servers), tuple(effects)


def _settle(server: Server, event: Event) -> Server:
    """Cross out the question that an event answers."""
    agenda = server.link.agenda
    name = key(event)
    if name not in agenda.outstanding:
        return server
    return snapshot.note(server, replace(agenda, outstanding=agenda.outstanding - {name}))


def _expect(server: Server, asked: Sequence[Effect]) -> Server:
    """Note the questions that are asked now."""
    if not asked:
        return server
    agenda = server.link.agenda
    names = {name for effect in asked if (name := key(effect)) is not None}
    return snapshot.note(server, replace(agenda, outstanding=agenda.outstanding | names))


def _opened(server: Server, event: Event, watched: Open) -> Step:
    return snapshot.begin(server, event.at_ms)


def _ticked(server: Server, event: Event, watched: Open) -> Step:
    server, effects = snapshot.again(server, event.at_ms)
    agenda = server.link.agenda
    if agenda.models_ms is not None and event.at_ms >= agenda.models_ms:
        server = snapshot.note(server, replace(agenda, models_ms=None))
        effects = [*effects, ReadModels(server=server.name)]
    server, looks = looking.again(server, event.at_ms)
    return server, [*effects, *looks, *counting.due(server, event.at_ms)]


def _listed(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, SessionsListed)
    if _is_older(server, event.asked_ms):
        return server, []
    server, effects = snapshot.survey(server, event.at_ms)
    seen = sorted(session for name, session in watched if name == server.name)
    for session in seen:
        if session in server.sessions:
            effects = [*effects, *_transcript(server.name, session), *_diff(server, session)]
    return server, effects


def _read(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, DirectoryRead)
    if _is_older(server, event.asked_ms):
        return server, []
    return snapshot.look_into(server, event.directory, event.at_ms)


def _heard(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, DirectoryHeard)
    server, effects = snapshot.ask_once(server, event.directory, event.at_ms)
    if effects:
        return server, effects
    # An instance that began anew on this connection is read already, but not looked at.
    return looking.due(server, event.directory, event.at_ms)


def _described(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, ServerDescribed)
    return snapshot.ask_once(server, event.own_directory or "", event.at_ms)


def _failed(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, ReadFailed)
    if event.what == MODELS:
        return _read_models_at(server, event.at_ms + MODELS_RETRY_MS)
    if event.what == LISTING:
        return snapshot.unlisted(server, event.at_ms)
    if event.what == PLUGIN and event.directory is not None:
        return looking.later(server, event.directory, event.at_ms), []
    if event.what == DIRECTORY and event.directory is not None:
        server = looking.later(server, event.directory, event.at_ms)
        return snapshot.unread(server, event.directory, event.at_ms), []
    return server, []


def _person_opened(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, SessionOpened)
    return server, _transcript(server.name, event.session)


def _diff_opened(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, DiffOpened)
    return server, [ReadDiff(server=server.name, session=event.session)]


def _rested(server: Server, event: Event, watched: Open) -> Step:
    """Ask what a turn changed when it is over: not every server says so by itself."""
    assert isinstance(event, StatusHeard)
    return server, _diff(server, event.session) if event.status == "idle" else []


def _summed_up(server: Server, event: Event, watched: Open) -> Step:
    """Ask again when the prompt of a turn that is over is told anew: its changes came with that."""
    assert isinstance(event, MessageSeen)
    session = server.sessions.get(event.message.session)
    if session is None or session.status != "idle" or session.answer is None:
        return server, []
    of_turn = session.answer.parent == event.message.id
    return server, _diff(server, session.id) if of_turn else []


def _messages(server: Server, event: Event, watched: Open) -> Step:
    """Look further back where a turn went on by a mark of ours: what failed stands before it."""
    assert isinstance(event, MessagesListed)
    if event.complete or len(event.messages) > END_LIMIT or not _goes_on(event):
        return server, []
    asked = ReadMessages(server=server.name, session=event.session, limit=WORK_LIMIT)
    return server, [asked]


def _looked(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, PluginLooked)
    return looking.later(server, event.directory, event.at_ms), []


def _disposed(server: Server, event: Event, watched: Open) -> Step:
    assert isinstance(event, InstanceDisposed)
    return looking.disposed(server, event.directory, event.at_ms), []


def _nothing_more(server: Server, event: Event, watched: Open) -> Step:
    """Take an answer that leads to no further question."""
    return server, []


def _catalogue(server: Server, event: Event, watched: Open) -> Step:
    return _read_models_at(server, event.at_ms + MODELS_MS)


def _read_models_at(server: Server, due_ms: int) -> Step:
    agenda = server.link.agenda
    due_ms = due_ms if agenda.models_ms is None else min(due_ms, agenda.models_ms)
    return snapshot.note(server, replace(agenda, models_ms=due_ms)), []


def _is_older(server: Server, asked_ms: int) -> bool:
    """Tell whether a question was asked on an earlier connection."""
    return asked_ms < (server.link.opened_ms or 0)


def _goes_on(event: MessagesListed) -> bool:
    prompts = [parts for message, parts in event.messages if message.role == "user"]
    return any(part.marked for parts in prompts for part in parts)


def _transcript(name: str, session: str) -> list[Effect]:
    messages = ReadMessages(server=name, session=session, limit=OPEN_LIMIT)
    return [messages, ReadTodos(server=name, session=session)]


def _diff(server: Server, session: str) -> list[Effect]:
    """Ask what a session changed, where a person turned to it."""
    transcript = server.transcripts.get(session)
    is_open = transcript is not None and transcript.diff_open
    return [ReadDiff(server=server.name, session=session)] if is_open else []


_REACTIONS: dict[type[Event], Callable[[Server, Event, Open], Step]] = {
    CatalogChanged: _catalogue,
    CountRead: _nothing_more,
    DiffListed: _nothing_more,
    DiffOpened: _diff_opened,
    DirectoryHeard: _heard,
    DirectoryRead: _read,
    HealthRead: _nothing_more,
    InstanceDisposed: _disposed,
    MessageSeen: _summed_up,
    MessagesListed: _messages,
    ModelsListed: _nothing_more,
    PluginLooked: _looked,
    PluginSettingsRead: _nothing_more,
    ReadFailed: _failed,
    ServerDescribed: _described,
    SessionOpened: _person_opened,
    SessionsListed: _listed,
    StatusHeard: _rested,
    StreamOpened: _opened,
    Ticked: _ticked,
    TodosListed: _nothing_more,
}
