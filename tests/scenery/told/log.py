"""A while of the demo's story with all that a log can hold."""

from __future__ import annotations

from functools import cache

from omo_watch_core.clock import SECOND
from omo_watch_core.commands import Cancel
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.events import NoticeSent, StreamEnded
from omo_watch_core.state import State
from tests.scenery.told.journal import begin_again
from tests.scenery.told.results import HANG
from tests.scenery.told.watching import GPT, OWNER, PRO, SCHEDULER, do, key_of, move, watch
from tests.tui.demo_ladders import minute

BEGAN_MS = 4_000
LOGGED_MS = 60_000


def logged() -> State:
    """What a minute of the demo leaves in the log."""
    return minute()


@cache
def told_of() -> State:
    """Three notices: of one, of several, and one that did not get there."""
    told = watch()
    told.run_to(18 * SECOND)
    server, session = key_of(told.state, "Deploy script")
    _notice(told, "Deploy script asks: permission", "bell, osc9", server=server, session=session)
    told.run_to(51 * SECOND)
    _notice(told, "2 sessions need you: Write docs, Rename invoice fields", "notify-send")
    told.run_to(57 * SECOND)
    _notice(told, "2 sessions need you", "webhook hooks.example.org", fault="no answer within 10 s")
    return told.run_to(LOGGED_MS)


@cache
def not_proved_in_log() -> State:
    """A move without proof, with its requests, an earlier stop, and a move of another operator."""
    told = watch(owner="bob@ci")
    told.run_to(2_000)
    move(told, "Fix flaky CI", GPT)
    told.run_to(BEGAN_MS)
    begin_again(told, OWNER)
    told.run_to(6_000)
    do(told, Cancel, SCHEDULER, strength="tree")
    told.run_to(12_000)
    told.happen(StreamEnded(server="ci-box", at_ms=told.state.now_ms, reason="connection reset"))
    told.run_to(14_000)
    move(told, "Load test", PRO, send=HANG)
    return told.run_to(31_000)


def _notice(told: Rehearsal, text: str, way: str, server: str = "", **more: str) -> None:
    told.happen(NoticeSent(server=server, at_ms=told.state.now_ms, way=way, text=text, **more))
