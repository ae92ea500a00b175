"""A server to plan questions for, the events that lead to them, and what was asked."""

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.effects import (
    Effect,
    ReadDirectory,
    ReadMessages,
)
from omo_watch_core.events import (
    DirectoryRead,
    Event,
    ReadFailed,
    SessionsListed,
    StreamOpened,
    Ticked,
)
from omo_watch_core.link import Link
from omo_watch_core.model import Message, SessionInfo, StatusKind
from omo_watch_core.plan import plan
from omo_watch_core.state import Server, Session, State

T0 = 1_800_000_000_000
HOUR = 3_600_000
OLD = T0 - 2 * HOUR


def session(
    name: str,
    directory: str = "/a",
    *,
    updated: int = T0,
    status: StatusKind = "idle",
    ended: int | None = None,
    archived: int | None = None,
) -> Session:
    """Make a session; `ended` is when its last answer was complete."""
    answer = Message(id="msg_1", session=name, role="assistant", completed_ms=ended)
    info = SessionInfo(
        id=name, title=name, directory=directory, updated_ms=updated, archived_ms=archived
    )
    return Session(info=info, status=status, answer=answer if ended else None)


def server(*sessions: Session, **fields: object) -> Server:
    """Make a server whose stream was opened at T0 and that lost its rows 5 s before."""
    link = Link(phase="live", opened_ms=T0, heard_ms=T0, lost_since_ms=T0 - 5_000)
    known = {one.info.id: one for one in sessions}
    made = Server(name="s", url="http://127.0.0.1:1", link=link, sessions=known)
    return replace(made, **fields)


def played(known: Server, *events: Event, watched: str = "") -> tuple[Server, list[Effect]]:
    """Plan after each event; what answers would fold is in the server already."""
    state = State(servers={"s": known}, open=frozenset({("s", watched)} if watched else ()))
    effects: list[Effect] = []
    for event in events:
        state, asked = plan(state, [event])
        effects += asked
    return state.servers["s"], effects


def opened() -> Event:
    return StreamOpened(server="s", at_ms=T0)


def listed(at: int, asked: int | None = None) -> Event:
    return SessionsListed(
        server="s",
        at_ms=at,
        asked_ms=at - 5 if asked is None else asked,
        sessions=(),
        complete=True,
    )


def read(at: int, directory: str) -> Event:
    return DirectoryRead(
        server="s", at_ms=at, asked_ms=at - 5, directory=directory, statuses=(), asks=()
    )


def failed(at: int, what: str, directory: str | None = None, of: str | None = None) -> Event:
    return ReadFailed(
        server="s", at_ms=at, what=what, reason="it failed", directory=directory, session=of
    )


def tick(at: int) -> Event:
    return Ticked(server="", at_ms=at)


def directories(effects: Sequence[Effect]) -> list[str]:
    return [effect.directory for effect in effects if isinstance(effect, ReadDirectory)]


def histories(effects: Sequence[Effect]) -> list[tuple[str, int]]:
    return [(e.session, e.limit) for e in effects if isinstance(e, ReadMessages)]
