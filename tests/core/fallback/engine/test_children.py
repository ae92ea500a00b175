"""Delegated sessions: watched from their first prompt on, and never left hanging."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import Resume
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import AGENT, BAD, LIMITED, SPENT, A, B, C, D

QUIET = 90_000


def _child(*chain: str) -> Desk:
    desk = Desk(*chain)
    desk.happens(h.AgentKnown, agent=AGENT)
    desk.happens(h.Delegated)
    return desk


def test_a_silent_first_prompt_of_a_child_advances_after_ninety_seconds() -> None:
    desk = _child(B, C)
    desk.asks(model=A)
    desk.waits(QUIET - 1)
    assert desk.wants == []
    desk.waits(1)
    assert desk.aborts() == ["first-prompt-watchdog"]
    assert desk.resumed() == [B]
    assert desk.state().original == A
    assert not desk.session().own_abort


def test_only_children_are_watched() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.asks(model=A)
    desk.waits(QUIET)
    assert desk.wants == []


def test_later_prompts_do_not_begin_the_watch_anew() -> None:
    desk = _child(B, C)
    desk.asks(model=A)
    desk.waits(QUIET - 1)
    desk.asks(model=A)
    desk.waits(1)
    assert desk.resumed() == [B]
    desk.answers()
    desk.asks(model=B)
    desk.waits(QUIET)
    assert desk.resumed() == [B]


def _delegated_no_more(desk: Desk) -> None:
    desk.happens(h.Undelegated)


def _deleted(desk: Desk) -> None:
    desk.happens(h.SessionEnded)


def _stopped(desk: Desk) -> None:
    desk.happens(h.StopAsked)


def _error_elsewhere(desk: Desk) -> None:
    desk.fails(A, BAD)


def _part(desk: Desk) -> None:
    desk.happens(h.Progressed)


@pytest.mark.parametrize(
    "sign",
    [Desk.answers, _part, Desk.idles, _stopped, _deleted, _error_elsewhere, _delegated_no_more],
)
def test_any_sign_of_life_ends_the_watch(sign: Callable[[Desk], None]) -> None:
    desk = _child(B, C)
    desk.asks(model=A)
    sign(desk)
    desk.waits(QUIET)
    assert desk.resumed() == []
    assert "first-prompt-watchdog" not in desk.aborts()


def test_an_empty_frame_of_an_answer_is_no_sign_of_life() -> None:
    desk = _child(B, C)
    desk.asks(model=A)
    desk.answers(output=False)
    desk.waits(QUIET)
    assert desk.resumed() == [B]


def test_a_watched_child_without_a_next_model_is_left_running() -> None:
    desk = _child(A)
    desk.asks(model=A)
    desk.waits(QUIET)
    assert desk.aborts() == []
    assert desk.exhausted() == [(A,)]


def test_a_childs_category_decides_its_chain() -> None:
    desk = Desk(B)
    categories = {"quick": CategoryEntry(model=A, chain=(C,))}
    chains = Chains(agents={AGENT: AgentEntry(model=A, chain=(B,))}, categories=categories)
    desk.setup = replace(desk.setup, chains=chains)
    desk.happens(h.Delegated, category="quick")
    desk.happens(h.AgentKnown, agent=AGENT)
    desk.fails(None)
    assert desk.resumed() == [C]
    assert desk.state().original == A


def test_what_a_child_was_given_goes_along_once() -> None:
    given = ChildContext(prompt="Look around", system="Be brief", tools={"bash": False})
    desk = _child(B, C)
    desk.happens(h.Delegated, context=given)
    desk.fails(A)
    desk.fails(B)
    desk.waits(3_000)
    assert [want.context for want in desk.wanted(Resume)] == [given, None]


def test_a_child_with_a_spent_quota_and_no_chain_is_stopped_so_that_its_parent_learns() -> None:
    desk = _child()
    desk.answer_fails(A, SPENT)
    assert desk.aborts() == ["message.updated.quota-no-fallback"]
    assert desk.session().step is None
    assert desk.resumed() == []


@pytest.mark.parametrize("case", ["main session", "another error", "session.error"])
def test_nothing_else_without_a_chain_is_stopped(case: str) -> None:
    desk = Desk() if case == "main session" else _child()
    if case == "session.error":
        desk.fails(A, SPENT)
    else:
        desk.answer_fails(A, LIMITED if case == "another error" else SPENT)
    assert desk.aborts() == []


def test_a_task_that_ended_forgets_what_it_was() -> None:
    desk = _child(B)
    desk.happens(h.Delegated, category="quick", context=ChildContext(prompt="x"))
    desk.happens(h.Undelegated)
    session = desk.session()
    assert (session.child, session.category, session.context) == (False, None, None)


def test_a_fallback_of_a_child_that_is_no_child_any_more_is_not_overdue() -> None:
    desk = _child(B, C)
    desk.fails(A)
    desk.happens(h.Undelegated)
    desk.waits(30_000)
    assert desk.resumed() == [B]
    assert desk.aborts() == []


def test_the_watch_begins_with_the_first_prompt_that_a_child_is_seen_with() -> None:
    desk = Desk(B, C)
    desk.happens(h.AgentKnown, agent=AGENT)
    desk.asks(model=A)
    desk.waits(60_000)
    desk.happens(h.Delegated)
    desk.asks(model=D)
    desk.waits(QUIET - 1)
    assert desk.resumed() == []
    desk.waits(1)
    assert desk.resumed() == [B]
    assert desk.state().original == D
