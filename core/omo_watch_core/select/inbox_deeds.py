"""Bad ends that the journal tells of: of this program before it was started anew, or of others."""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.clock import DAY
from omo_watch_core.journal.cut_off import CUT_OFF
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.select.deed_ends import is_unread, prompted_since
from omo_watch_core.state import Server, Session, State

BAD = frozenset({"not proved", "still alive", "came back"})
_NOT_GOOD = BAD | {"refused", CUT_OFF}
_KINDS = frozenset({
    "override", "retry", "resume", "rescue", "undo", "park", "cancel", "answer", "fallback",
    "lease", "giveup", "stopall",
})  # fmt: skip
"""What tells of itself nowhere else; tasks of our own have their rows."""
KEPT_MS = DAY
"""What is older is history."""


def open_deeds(state: State) -> Iterator[tuple[Deed, Server]]:
    """Give earlier deeds that ended badly, and that nothing has made up for or made moot since."""
    for deed, server, session in _standing(state):
        moot = _has_answer(session, deed) or prompted_since(server, session, deed)
        if not moot and not is_unread(server, session, deed):
            yield deed, server


def unread_deeds(state: State) -> Iterator[tuple[Deed, Server]]:
    """Give those of which nobody can tell that yet: the end of the session was not read."""
    for deed, server, session in _standing(state):
        if is_unread(server, session, deed):
            yield deed, server


def _standing(state: State) -> Iterator[tuple[Deed, Server, Session]]:
    """Give the bad ends that no later deed has made up for."""
    if not any(deed.stage in BAD for deed in state.journal.deeds.values()):
        return
    good = [deed for deed in _all(state) if deed.ended_ms and deed.stage not in _NOT_GOOD]
    for deed in state.journal.deeds.values():
        if not _is_bad_news(state, deed) or any(_mends(one, deed) for one in good):
            continue
        for server in state.servers.values():
            session = server.sessions.get(deed.session)
            if session is not None and place_of(server.url) == deed.place:
                yield deed, server, session


def _all(state: State) -> Iterator[Deed]:
    yield from state.journal.deeds.values()
    for action in state.actions.values():
        yield deed_of(state, action)


def _is_bad_news(state: State, deed: Deed) -> bool:
    ended = deed.ended_ms
    if deed.stage not in BAD or ended is None or deed.id in state.actions:
        return False
    return state.now_ms - ended < KEPT_MS and _first(deed) in _KINDS


def _has_answer(session: Session, deed: Deed) -> bool:
    """Tell whether the model that was asked answers the prompt of a deed, with output to show."""
    answer, target = session.answer, deed.target
    if not deed.message or answer is None or answer.parent != deed.message:
        return False
    if answer.failure is not None or session.failure is not None:
        return False
    if target is not None and (answer.model is None or answer.model.name != target.name):
        return False
    # Between two steps of an answer the newer one has nothing to show yet.
    return session.answered or (session.status == "busy" and answer.completed_ms is None)


def _mends(good: Deed, bad: Deed) -> bool:
    if good.undoes == bad.id:
        return True
    if (good.place, good.session) != (bad.place, bad.session) or good.started_ms < bad.started_ms:
        return False
    if bad.kind.startswith("answer "):
        # Another request of the session is another matter.
        return bool(bad.asked) and good.asked == bad.asked
    steers = "cancel steer" in (good.kind, bad.kind)
    return good.kind == bad.kind if steers else _first(good) == _first(bad)


def _first(deed: Deed) -> str:
    return deed.kind.partition(" ")[0]
