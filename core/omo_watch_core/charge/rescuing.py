"""The two rescues on a server whose plugin is in charge (design 4).

A retry that still stands after 5 s, and a session that went idle without an answer after one:
the plugin did not handle it, and nobody else would.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.charge.duty import Wait
from omo_watch_core.charge.ear import Ear
from omo_watch_core.charge.naming import entry_of
from omo_watch_core.charge.runs import introduce, waiting
from omo_watch_core.charge.shift import Shift
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.fault import text_fault
from omo_watch_core.presence import plugin_in
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.select.deaf import STANDS_MS
from omo_watch_core.select.ending import was_given_up
from omo_watch_core.state import Server, Session, SessionKey


def tell_again(shift: Shift, server: Server) -> None:
    """Let the waits of a server be told once more: another may be in charge by now."""
    waits = {
        key: replace(wait, told=False) if key[0] == server.name else wait
        for key, wait in shift.duty.waits.items()
    }
    shift.duty = replace(shift.duty, waits=waits)


def end(shift: Shift, key: SessionKey) -> None:
    """Leave a session to the plugin again: a rescue ends with its turn."""
    if key in shift.duty.rescued:
        shift.duty = replace(shift.duty, rescued=shift.duty.rescued - {key})


def forget_ended(shift: Shift, server: Server, directory: str) -> None:
    """Forget the waits of an instance that somebody ended: nobody gave them up in silence."""
    waits = {
        key: wait
        for key, wait in shift.duty.waits.items()
        if key[0] != server.name or not _is_in(server, key[1], directory)
    }
    shift.duty = replace(shift.duty, waits=waits)


def is_wait(happening: h.Happening) -> bool:
    """Tell whether a happening is a wait, which the plugin may still handle."""
    return isinstance(happening, h.RetryAnnounced)


def watch(shift: Shift, server: Server) -> None:
    """Note the waits of a server with the plugin, and rescue what stands too long."""
    for session in server.sessions.values():
        key = (server.name, session.id)
        if not plugin_in(server, session.info.directory):
            continue
        if session.status == "retry":
            _watch_wait(shift, server, session)
        elif key in shift.duty.waits and session.status == "idle":
            _watch_end(shift, server, session)


def _watch_wait(shift: Shift, server: Server, session: Session) -> None:
    key, retry = (server.name, session.id), session.retry
    if retry is None:
        return
    known = shift.duty.waits.get(key)
    if known is None or (known.attempt, known.next_ms) != (retry.attempt, retry.next_ms):
        wait = Wait(
            attempt=retry.attempt, next_ms=retry.next_ms, message=retry.message, since_ms=shift.now
        )
        shift.duty = replace(shift.duty, waits={**shift.duty.waits, key: wait})
    elif not known.told and shift.now - known.since_ms >= STANDS_MS:
        told = replace(known, told=True)
        shift.duty = replace(shift.duty, waits={**shift.duty.waits, key: told})
        _rescue(shift, server, session)
        ear = Ear(shift.duty, server, server)
        shift.happenings.extend(waiting(ear, session, shift.now))


def _watch_end(shift: Shift, server: Server, session: Session) -> None:
    key = (server.name, session.id)
    wait = shift.duty.waits[key]
    if session.answered or not was_given_up(server, session, shift.now):
        if session.answered:
            _forget(shift, server, session)
        return
    _rescue(shift, server, session)
    _forget(shift, server, session)
    failed = h.SessionFailed(
        key=key,
        at_ms=shift.now,
        fault=text_fault(wait.message),
        model=entry_of(shift.record(key), asked_model(session)),
    )
    shift.happenings.append(failed)


def _rescue(shift: Shift, server: Server, session: Session) -> None:
    key = (server.name, session.id)
    shift.duty = replace(shift.duty, rescued=shift.duty.rescued | {key})
    shift.happenings.extend(introduce(Ear(shift.duty, server, server), session, shift.now))


def _forget(shift: Shift, server: Server, session: Session) -> None:
    key = (server.name, session.id)
    waits = {name: wait for name, wait in shift.duty.waits.items() if name != key}
    shift.duty = replace(shift.duty, waits=waits)


def _is_in(server: Server, name: str, directory: str) -> bool:
    session = server.sessions.get(name)
    return session is None or directory in ("", session.info.directory)
