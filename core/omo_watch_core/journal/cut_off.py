"""What was begun and not ended, because the program that did it is gone."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.announced import MOVES
from omo_watch_core.clock import SECOND
from omo_watch_core.journal.deeds import OF_TASKS, PROBE
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.journal.stages import ACCEPTED, INTENT, PROVING, SENT
from omo_watch_core.state import Server, State

CUT_OFF = "cut off"
"""The stage of a deed that a person was told of."""
UNSEEN = "before its end: nobody saw what came of it"
GONE_MS = 70 * SECOND
"""No action takes longer to its next stage: who wrote nothing for so long is gone."""
_OPEN = frozenset({INTENT, SENT, ACCEPTED, PROVING})
"""Stages behind a request; what was only begun has changed nothing."""


def cut_off(state: State) -> tuple[Deed, ...]:
    """Give the deeds that a program left half done and that still need a person, oldest first."""
    servers = {place_of(server.url): server for server in state.servers.values()}
    return tuple(
        deed
        for deed in state.journal.deeds.values()
        if deed.place in servers and _is_cut_off(state, deed, servers[deed.place])
    )


def sentence(deed: Deed) -> str:
    """Say what was cut off, where, and what is known of it."""
    if deed.kind == PROBE and deed.target is not None:
        return f"a probe of {deed.target.name} was cut off: its session is still there"
    if deed.kind not in MOVES or deed.target is None:
        article = "an" if deed.kind[:1] in "aeiou" else "a"
        return f"{article} {deed.kind} of {deed.title} was cut off {UNSEEN}"
    return f"a move of {deed.title} to {deed.target.name} was cut off {_where(deed)}"


def way_out(deed: Deed) -> str:
    """Give the command that does it again; empty where it is not done again."""
    if deed.kind == "undo":
        return f"omo-watch undo --session {deed.session}"
    if deed.kind not in MOVES or deed.target is None or deed.message:
        return ""
    return f"omo-watch override {deed.session} {deed.target.name}"


def told(deed: Deed, at_ms: int) -> Deed:
    """Give the deed as one that a person was told of: it is not told again."""
    return replace(deed, stage=CUT_OFF, changed_ms=at_ms, ended_ms=at_ms, evidence=sentence(deed))


def _where(deed: Deed) -> str:
    if deed.message:
        return "behind its prompt: nobody saw an answer"
    if deed.stage == ACCEPTED:
        return "after its abort: nothing was prompted"
    return "before its prompt: what ran may be stopped, nothing was prompted"


def _is_own(state: State, deed: Deed) -> bool:
    """Tell whether this very program is still at it."""
    stops = state.duty.stops.values() if state.duty else ()
    return deed.id in state.actions or any(stop.id == deed.id for stop in stops)


def _is_cut_off(state: State, deed: Deed, server: Server) -> bool:
    if deed.stage not in _OPEN or deed.ended_ms is not None or _is_own(state, deed):
        return False
    if state.now_ms - deed.changed_ms < GONE_MS:
        return False
    session = server.sessions.get(deed.session)
    if deed.kind == PROBE:
        return session is not None  # whatever it does: nobody deletes it any more
    if session is None or session.status != "idle":
        return False
    # A park is settled by its row, whoever began it, and so are the steps of our own tasks.
    is_parked = deed.kind == "park" and (deed.place, deed.session) in state.journal.parked
    if is_parked or deed.kind in OF_TASKS:
        return False
    # What somebody has prompted since, or what has its answer by now, needs nobody any more.
    answer, prompt = session.answer, session.prompt
    if deed.message and answer is not None and answer.parent == deed.message:
        return False
    since = prompt.created_ms + server.offset_ms if prompt and prompt.id != deed.message else 0
    return since <= deed.changed_ms
