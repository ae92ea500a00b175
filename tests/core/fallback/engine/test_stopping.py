"""A person stops a session: what we began is stopped, and nothing waits any more."""

import pytest

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import ReadHistory
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import SESSION, A, B, C


def _stopped(state: str) -> Desk:
    desk = Desk(B, C)
    desk.begins()
    if state == "step":
        desk.replies(ReadHistory, after_ms=1_000)
    if state != "nothing":
        desk.fails(A)
    if state == "answered":
        desk.answers()
    desk.happens(h.StopAsked)
    return desk


@pytest.mark.parametrize(
    ("state", "aborts"),
    [("nothing", 0), ("answered", 0), ("awaiting", 1), ("step", 1)],
)
def test_only_what_we_began_is_stopped(state: str, aborts: int) -> None:
    assert _stopped(state).aborts() == ["session.stop"] * aborts


@pytest.mark.parametrize("state", ["awaiting", "step", "answered"])
def test_a_stop_begins_the_chain_anew(state: str) -> None:
    desk = _stopped(state)
    session = desk.session()
    assert not session.own_abort
    assert (desk.state().current, desk.state().attempts) == (A, 0)
    assert (session.step, session.queued, session.awaiting, session.timer_ms) == (
        None,
        None,
        False,
        None,
    )
    desk.waits(60_000)
    assert desk.resumed() == ([] if state == "step" else [B])


def test_a_waiting_prompt_is_dropped() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)
    desk.happens(h.StopAsked)
    desk.host.statuses[SESSION] = "idle"
    desk.waits(60_000)
    assert desk.resumed() == []


def test_a_stop_lasts_until_a_person_asks_again() -> None:
    desk = _stopped("nothing")
    assert desk.session().cancelled
    desk.asks(internal=True)
    desk.idles()
    assert desk.session().cancelled
    desk.asks()
    assert not desk.session().cancelled


def test_while_it_lasts_every_idle_begins_the_chain_anew() -> None:
    desk = _stopped("nothing")
    desk.fails(A)
    desk.answers()
    desk.idles()
    assert desk.state().current == A
