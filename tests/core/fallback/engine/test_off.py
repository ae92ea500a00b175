"""Switched off, the engine does nothing on any path."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import react, tick
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.fallback.engine.session import Engine
from tests.core.fallback.desk import SERVER, START_MS, Desk
from tests.core.fallback.names import LIMITED, SESSION, WAITING, A, B, C

FIELDS: dict[type[Happening], dict[str, Any]] = {
    h.AbortAnswered: {"ask": 1},
    h.AgentKnown: {"agent": "build"},
    h.AnswerSeen: {"fault": LIMITED, "model": A},
    h.Compacted: {},
    h.Delegated: {},
    h.HistoryRead: {"ask": 1, "said": ()},
    h.Progressed: {},
    h.PromptAnswered: {"ask": 1, "result": "taken"},
    h.PromptAsked: {"model": A},
    h.PromptSeen: {"ours": True},
    h.RetryAnnounced: {"message": WAITING, "attempt": 1},
    h.SessionBegun: {"model": A},
    h.SessionEnded: {},
    h.SessionFailed: {"fault": LIMITED, "model": A},
    h.StatusRead: {"ask": 1, "status": "idle"},
    h.StopAsked: {},
    h.Undelegated: {},
    h.UserAsked: {"agent": "build", "model": A},
    h.WentIdle: {},
}


def test_every_kind_of_happening_is_here() -> None:
    assert set(FIELDS) == set(Happening.__subclasses__())


def _happening(kind: type[Happening]) -> Happening:
    return kind(key=(SERVER, SESSION), at_ms=START_MS, **FIELDS[kind])


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_off_means_that_nothing_is_recorded_and_nothing_wanted(kind: type[Happening]) -> None:
    off = Desk(B, C, enabled=False).setup
    assert react(Engine(), _happening(kind), off) == (Engine(), ())


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_switching_off_leaves_what_is_known_alone(kind: type[Happening]) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    off = replace(desk.setup, policy=replace(desk.setup.policy, enabled=False))
    assert react(desk.engine, _happening(kind), off) == (desk.engine, ())


def _overdue(desk: Desk) -> None:
    desk.fails(A)


def _watched(desk: Desk) -> None:
    desk.happens(h.Delegated)
    desk.asks(model=A)


def _queued(desk: Desk) -> None:
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)


@pytest.mark.parametrize("begin", [_overdue, _watched, _queued])
def test_a_moment_that_comes_after_switching_off_wants_nothing(
    begin: Callable[[Desk], None],
) -> None:
    desk = Desk(B, C)
    desk.begins()
    begin(desk)
    before = len(desk.wants)
    desk.setup = replace(desk.setup, policy=replace(desk.setup.policy, enabled=False))
    desk.waits(3_600_000)
    assert len(desk.wants) == before
    assert desk.engine.sessions == {}


def test_off_never_rewrites_a_model() -> None:
    desk = Desk(B, C, enabled=False)
    desk.begins()
    desk.fails(A)
    assert desk.prompts(A) is None
    assert tick(desk.engine, START_MS + 10**9, lambda key: desk.setup)[1] == ()
