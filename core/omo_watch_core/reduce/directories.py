"""What is said about whole directories: what runs and waits there, and that an instance ended."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.agenda import DIFF, DIRECTORY
from omo_watch_core.clock import SECOND
from omo_watch_core.events import (
    DirectoryHeard,
    DirectoryRead,
    InstanceDisposed,
    ReadFailed,
    StatusHeard,
)
from omo_watch_core.model import Ask
from omo_watch_core.reduce import asks, launches, logs, messages, plugin, run
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Directory, Session

BETWEEN_MS = SECOND
"""How far the server's clock may be off while its statuses are compared with its asks."""


def heard(desk: Desk, event: DirectoryHeard) -> None:
    """Note that the instance of a directory lives."""
    if event.directory:
        known = _directory(desk, event.directory)
        desk.directories.own()[event.directory] = plugin.lives(desk, known, event.at_ms)


def read(desk: Desk, event: DirectoryRead) -> None:
    """Fold in what runs and what waits in a directory, as of the time it was asked for."""
    known = _directory(desk, event.directory)
    desk.directories.own()[event.directory] = replace(known, read_ms=event.at_ms)
    named = {word.session: word for word in event.statuses}
    for word in event.statuses:
        _take_word(desk, event, word)
    for name, session in tuple(desk.sessions.map.items()):
        if session.info.directory == event.directory and name not in named:
            idle = StatusHeard(
                server=desk.name,
                at_ms=event.at_ms,
                session=name,
                directory=event.directory,
                status="idle",
            )
            _take_word(desk, event, idle)
    _take_asks(desk, event, named)


def disposed(desk: Desk, event: InstanceDisposed) -> None:
    """Bring the sessions of an ended instance to rest; what they asked is gone with it."""
    everywhere = event.directory == ""
    for name, session in tuple(desk.sessions.map.items()):
        if everywhere or session.info.directory == event.directory:
            rested = run.end(desk.session(name) or session, event.at_ms, streamed=True)
            rested = replace(launches.over(rested), status_ms=event.at_ms)
            same = rested.status == session.status and rested.launches == session.launches
            write = desk.keep if same else desk.put
            write(rested)
    for ask in (*desk.asks.map.values(), *desk.dead.map.values()):
        if everywhere or ask.directory == event.directory:
            desk.drop_asks(ask.session)
    for path, directory in tuple(desk.directories.map.items()):
        if everywhere or path == event.directory:
            desk.directories.own()[path] = plugin.ended(directory, event.at_ms)
    plugin.resum(desk)


def failed(desk: Desk, event: ReadFailed) -> None:
    """Stop waiting for the answer about a directory; what a session changed says why."""
    if event.what == DIFF:
        messages.diff_unread(desk, event)
    known = desk.directories.map.get(event.directory or "") if event.what == DIRECTORY else None
    if known is not None and known.asked_ms is not None:
        desk.directories.own()[known.path] = replace(known, asked_ms=None)


def _directory(desk: Desk, path: str) -> Directory:
    return desk.directories.map.get(path) or Directory(path=path)


def _take_word(desk: Desk, event: DirectoryRead, word: StatusHeard) -> None:
    session = _asked_about(desk, word)
    if session is None or session.status_ms >= event.asked_ms:
        return
    after = run.hear(session, word, event.at_ms, asked=event.asked_ms)
    same = (after.status, after.retry) == (session.status, session.retry)
    write = desk.keep if same else desk.put
    write(after)
    if after.status == "idle":
        desk.end_asks(word.session)


def _asked_about(desk: Desk, word: StatusHeard) -> Session | None:
    if word.session in desk.gone.map:
        return None
    # A complete listing that lacks a session knows better than the status of its ghost.
    if desk.server.listed_ms is not None:
        return desk.session(word.session)
    return desk.found(word.session, word.directory)


def _take_asks(desk: Desk, event: DirectoryRead, named: dict[str, StatusHeard]) -> None:
    """Replace the asks of the directory by those listed; what nobody waits for is put aside."""
    listed = {ask.id for ask in event.asks}
    for sheet in (desk.asks, desk.dead):
        for ask in tuple(sheet.map.values()):
            older = ask.directory == event.directory and ask.asked_ms < event.asked_ms
            if older and ask.id not in listed:
                sheet.drop(ask.id)
                desk.tell_asks(ask.session)
    for ask in event.asks:
        if ask.id not in {*desk.server.closed, *desk.asks.map, *desk.dead.map}:
            # A listed ask tells the server's time; the next reading is compared with ours.
            asked = int(ask.asked_ms + desk.server.offset_ms)
            ask = replace(ask, asked_ms=min(asked, event.asked_ms))
            _take_ask(desk, event, ask, runs=ask.session in named, asked=asked)


def _take_ask(desk: Desk, event: DirectoryRead, ask: Ask, *, runs: bool, asked: int) -> None:
    session = desk.sessions.map.get(ask.session)
    if runs and session is not None and session.status != "idle":
        desk.asks.own()[ask.id] = ask
        logs.raised(desk, ask)
        desk.tell_asks(ask.session)
        asks.outdate(desk, session)
        return
    rests = not runs and (session is None or session.status == "idle")
    # One that was raised between the two readings may be alive: the next reading tells.
    if rests and asked < event.asked_ms - BETWEEN_MS and ask.session not in desk.gone.map:
        desk.dead.own()[ask.id] = ask
        desk.tell_asks(ask.session)
