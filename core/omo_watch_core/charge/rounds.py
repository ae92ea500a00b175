"""What is looked at beside the events: what waits already, what was held, what is over."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.charge import rescuing
from omo_watch_core.charge.ear import Ear
from omo_watch_core.charge.runs import failed, introduce, still, waiting
from omo_watch_core.charge.shift import Shift
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.presence import is_in_doubt, plugin_in
from omo_watch_core.state import Server, Session


def known_anew(shift: Shift, former: Server, server: Server) -> None:
    """Hear what waits or failed while nobody could tell who is in charge of it."""
    rescuing.tell_again(shift, server)
    before, ear = Ear(shift.duty, former, server), Ear(shift.duty, server, server)
    for session in server.sessions.values():
        directory = session.info.directory
        if plugin_in(server, directory) is not False:
            continue
        if session.status == "retry":
            shift.happenings.extend(introduce(ear, session, shift.now))
            shift.happenings.extend(waiting(ear, session, shift.now))
        elif plugin_in(former, directory) is None and session.ended_ms is not None:
            shift.happenings.extend(_failure(before, session, shift.now))


def _failure(ear: Ear, session: Session, now: int) -> Iterator[Happening]:
    if session.failure is not None:
        yield from failed(ear, session, session.failure, now)


def no_longer_in_doubt(shift: Shift, former: Server, server: Server) -> None:
    """Look at once at what was only held because nobody had looked for the plugin."""
    for key in shift.duty.again:
        session = server.sessions.get(key[1]) if key[0] == server.name else None
        directory = session.info.directory if session else ""
        if is_in_doubt(former, directory) and not is_in_doubt(server, directory):
            again = {**shift.duty.again, key: shift.now}
            shift.duty = replace(shift.duty, again=again)


def look_again(shift: Shift) -> None:
    """Hear once more of sessions for which nothing could be done some time ago."""
    due = [key for key, at_ms in shift.duty.again.items() if at_ms <= shift.now]
    for key in due:
        again = {name: at for name, at in shift.duty.again.items() if name != key}
        shift.duty = replace(shift.duty, again=again)
        server, session = shift.server(key), shift.session(key)
        if server is not None and session is not None:
            shift.happenings.extend(still(Ear(shift.duty, server, server), session, shift.now))


def tidy(shift: Shift) -> None:
    """Forget barriers of steps that have ended, and offers of what is over."""
    records = {key: shift.record(key) for key in shift.duty.barriers}
    left = frozenset(key for key, record in records.items() if record.step or record.queued)
    open_offers = {k: o for k, o in shift.duty.offers.items() if _is_open(shift.session(k))}
    if left != shift.duty.barriers or len(open_offers) != len(shift.duty.offers):
        shift.duty = replace(shift.duty, barriers=left, offers=open_offers)


def _is_open(session: Session | None) -> bool:
    """Tell whether a session still shows nothing, so that a step would still help."""
    if session is None or session.answered:
        return False
    return session.status != "idle" or session.failure is not None
