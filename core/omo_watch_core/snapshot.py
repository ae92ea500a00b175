"""A snapshot of one server, question by question: the listing, then directories, then histories."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core import looking
from omo_watch_core.agenda import LISTING, Agenda
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import (
    DescribeServer,
    Effect,
    ListSessions,
    ReadDirectory,
    ReadHealth,
    ReadModels,
    ReadPluginSettings,
)
from omo_watch_core.link import caught_up
from omo_watch_core.scope import NOWHERE, directories, idle_ends, working_histories, works_in
from omo_watch_core.state import Directory, Server

RESYNC_MS = SECOND
"""A server listens only after it says so; what fell into that gap is in a second snapshot."""
RETRY_MS = 5 * SECOND
RETRIES = 4

Step = tuple[Server, list[Effect]]
"""The server with its questions noted, and the questions."""


def begin(server: Server, now: int) -> Step:
    """Ask everything that names no directory, on a fresh connection."""
    name = server.name
    agenda = Agenda(snapshot_ms=now, awaited=frozenset({LISTING}))
    server = replace(note(server, agenda), resync_ms=now + RESYNC_MS)
    asked = [ReadHealth(server=name), DescribeServer(server=name), ListSessions(server=name)]
    return server, [*asked, ReadModels(server=name)]


def again(server: Server, now: int) -> Step:
    """Take one more snapshot when it is due; its listing brings the directories along."""
    agenda = server.link.agenda
    due = server.resync_ms is not None and now >= server.resync_ms
    # Overlapping listings would make it unclear which of them covers the gap.
    if not due or LISTING in agenda.awaited:
        return server, []
    effects: list[Effect] = [ListSessions(server=server.name)]
    if server.version is None:
        effects.append(ReadHealth(server=server.name))
    if server.own_directory is None:
        effects.append(DescribeServer(server=server.name))
    agenda = replace(agenda, snapshot_ms=now, awaited=agenda.awaited | {LISTING})
    return replace(note(server, agenda), resync_ms=None), effects


def survey(server: Server, now: int) -> Step:
    """Go on from the listing to the directories that this snapshot has not asked about."""
    effects: list[Effect] = []
    for directory in directories(server, now):
        server, asked = _ask(server, directory, now, server.link.agenda.snapshot_ms)
        effects += asked
    server = _answered(server, LISTING, now)
    for directory in _read_too_early(server):
        server, asked = look_into(server, directory, now)
        effects += asked
    return server, effects


def ask_once(server: Server, directory: str, now: int) -> Step:
    """Ask about a directory unless that was done on this connection."""
    return _ask(server, directory, now, server.link.opened_ms or 0)


def look_into(server: Server, directory: str, now: int) -> Step:
    """Ask what the sessions of a directory say, now that it is known which of them work."""
    server, looks = looking.due(server, directory, now)
    effects: list[Effect] = [
        *looks,
        ReadPluginSettings(server=server.name, directory=directory),
        *working_histories(server, directory),
    ]
    agenda = server.link.agenda
    # Before the listing nobody knows whose ends there are to be read.
    if directory not in agenda.looked and _is_listed(server):
        server = note(server, replace(agenda, looked=agenda.looked | {directory}))
        effects += idle_ends(server, directory, now)
    return _answered(server, directory, now), effects


def unlisted(server: Server, now: int) -> Step:
    """Go on without a listing that failed, and take it again later."""
    return survey(_retry(server, now), now)


def unread(server: Server, directory: str, now: int) -> Server:
    """Go on without a directory that could not be read, and read it again later."""
    server = _retry(server, now)
    # Where something ran, a failed read must not pass for knowledge while another try is due.
    if works_in(server, directory) and server.resync_ms is not None:
        return server
    return _answered(server, directory, now)


def note(server: Server, agenda: Agenda) -> Server:
    """Give the server with another agenda."""
    return replace(server, link=replace(server.link, agenda=agenda))


def _is_listed(server: Server) -> bool:
    return server.listed_ms is not None and server.listed_ms >= (server.link.opened_ms or 0)


def _read_too_early(server: Server) -> list[str]:
    """Name the directories of this connection whose answer came before the listing."""
    agenda, opened = server.link.agenda, server.link.opened_ms or 0
    return [
        known.path
        for known in server.directories.values()
        if known.read_ms is not None
        and known.read_ms >= opened
        and known.path not in agenda.looked
        and known.path not in agenda.awaited
    ]


def _ask(server: Server, directory: str, now: int, since_ms: int) -> Step:
    known = server.directories.get(directory, Directory(path=directory))
    if directory in NOWHERE or (known.asked_ms is not None and known.asked_ms >= since_ms):
        return server, []
    agenda = server.link.agenda
    server = note(server, replace(agenda, awaited=agenda.awaited | {directory}))
    # What nobody looked at is in doubt until somebody did.
    if known.plugin is None and known.doubt_ms is None:
        known = replace(known, doubt_ms=server.link.opened_ms or now)
    known = replace(known, asked_ms=now)
    marked = {**server.directories, directory: known}
    asked = ReadDirectory(server=server.name, directory=directory)
    return replace(server, directories=marked), [asked]


def _answered(server: Server, name: str, now: int) -> Server:
    """Await one answer less; after the last one the rows are known again."""
    agenda = server.link.agenda
    if name not in agenda.awaited:
        return server
    left = agenda.awaited - {name}
    link = replace(server.link, agenda=replace(agenda, awaited=left))
    return replace(server, link=link if left else caught_up(link, now))


def _retry(server: Server, now: int) -> Server:
    agenda = server.link.agenda
    if server.resync_ms is not None or agenda.retries >= RETRIES:
        return server
    pause = RETRY_MS * 3**agenda.retries
    server = note(server, replace(agenda, retries=agenda.retries + 1))
    return replace(server, resync_ms=now + pause)
