"""What people turn to, and what is said to them: open sessions, toasts, faults."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import (
    Crashed,
    NoticeSent,
    SessionClosed,
    SessionOpened,
    ToastShown,
)
from omo_watch_core.reduce import announcing, logs, plugin
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.signs import is_of_omo_watch


def opened(desk: Desk, event: SessionOpened) -> None:
    """Keep the transcript of a session that a person looks at."""
    if event.session in desk.gone.map:
        return
    desk.draft.open.add((event.server, event.session))
    desk.open(event.session)
    _look(desk, event.session, event.at_ms)


def closed(desk: Desk, event: SessionClosed) -> None:
    """Let the transcript go."""
    desk.draft.open.discard((event.server, event.session))
    desk.shut(event.session)
    _look(desk, event.session, event.at_ms)


def toasted(desk: Desk, event: ToastShown) -> None:
    """Keep what the server told its screens."""
    toast, owner = event.toast, desk.draft.base.owner
    if owner and is_of_omo_watch(toast.title) and toast.message.startswith(f"{owner} "):
        # It is our own that comes back: the action itself is shown.
        return
    desk.draft.toasts.append(toast)
    place = logs.toast(desk, toast)
    logs.name(desk, place, announcing.toasted(desk, toast))
    plugin.toasted(desk, event.toast)


def noticed(desk: Desk, event: NoticeSent) -> None:
    """Keep what a person was told away from the screen."""
    logs.notice(desk, event)


def crashed(desk: Desk, event: Crashed) -> None:
    """Keep where this program failed."""
    desk.draft.faults.append(event.reason)


def _look(desk: Desk, name: str, at: int) -> None:
    session = desk.session(name)
    if session is not None and at > session.seen_ms:
        desk.put(replace(session, seen_ms=at))
