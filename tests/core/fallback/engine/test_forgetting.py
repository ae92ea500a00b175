"""Sessions that nobody uses are forgotten; the others stay."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import next_moment, tick
from omo_watch_core.fallback.engine.session import Engine
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import OTHER, A, B, C

SWEEP = 5 * 60_000
FORGET = 30 * 60_000


@pytest.mark.parametrize(("idle_ms", "known"), [(FORGET, True), (FORGET + 1, False)])
def test_a_session_is_forgotten_after_more_than_half_an_hour(idle_ms: int, known: bool) -> None:
    desk = Desk(B, C)
    desk.begins()
    swept, wants = tick(desk.engine, desk.now + idle_ms, lambda key: desk.setup)
    assert wants == ()
    assert bool(swept.sessions) is known


def test_it_is_looked_for_every_five_minutes() -> None:
    desk = Desk(B, C, timeout_seconds=0)
    desk.begins()
    desk.waits(1)
    assert next_moment(desk.engine) == desk.now - 1 + SWEEP
    desk.waits(SWEEP - 1)
    assert next_moment(desk.engine) == desk.now + SWEEP
    desk.waits(FORGET - SWEEP)
    assert desk.engine.sessions != {}
    desk.waits(SWEEP)
    assert desk.engine.sessions == {}
    assert next_moment(desk.engine) is None


def test_use_keeps_a_session() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.begins(OTHER)
    desk.waits(FORGET)
    desk.prompts()
    desk.waits(2 * SWEEP)
    assert [key[1] for key in desk.engine.sessions] == ["ses_1"]


def test_a_deleted_session_leaves_nothing() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.happens(h.SessionEnded)
    assert desk.engine.sessions == {}
    desk.waits(FORGET)
    assert desk.resumed() == [B]


def test_an_answer_that_comes_after_deletion_leaves_nothing() -> None:
    desk = Desk(B, C)
    desk.begins()
    with desk.together():
        desk.retries()
        desk.happens(h.SessionEnded)
    assert desk.engine.sessions == {}
    assert desk.resumed() == []


def test_cooldowns_that_are_over_are_swept_out() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.answers()
    assert len(desk.engine.board.cooldowns) == 1
    desk.waits(2 * SWEEP)
    assert desk.engine.board.cooldowns == {}


def test_an_idle_session_that_nothing_is_known_of_leaves_nothing() -> None:
    desk = Desk(B, C)
    desk.idles()
    assert desk.engine.sessions == {}


def test_a_session_that_never_failed_is_forgotten_too() -> None:
    desk = Desk(B, C)
    desk.asks(agent="build", model=A)
    desk.idles()
    desk.waits(FORGET + 2 * SWEEP)
    assert desk.engine.sessions == {}


def test_an_engine_without_sessions_waits_for_nothing() -> None:
    assert next_moment(Engine()) is None
    assert tick(Engine(), 0, lambda key: Desk().setup) == (Engine(), ())


def test_between_two_sweeps_nothing_is_forgotten() -> None:
    desk = Desk(B, C)
    desk.begins()
    now = desk.now + 2 * FORGET
    engine = replace(desk.engine, swept_ms=now - SWEEP + 1)
    assert tick(engine, now, lambda key: desk.setup) == (engine, ())
    engine = replace(desk.engine, swept_ms=now - SWEEP)
    assert tick(engine, now, lambda key: desk.setup)[0].sessions == {}
