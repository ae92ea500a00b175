"""A session's place on its chain: planned, committed once, and taken back whole."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import (
    NOTHING_LEFT,
    TOO_MANY,
    NoPlan,
    Option,
    Plan,
    commit,
    create,
    in_cooldown,
    next_model,
    options,
    plan,
    prepare,
    recover,
)
from tests.core.fallback.names import A, B, C, D

POLICY = Policy(enabled=True, cooldown_seconds=60)
CHAIN = (B, C, D)


def _planned(step: Plan | NoPlan) -> Plan:
    assert isinstance(step, Plan)
    return step


def test_two_prepares_on_one_state_advance_twice() -> None:
    once, _ = prepare(create(A), CHAIN, 0, POLICY)
    twice, _ = prepare(once, CHAIN, 0, POLICY)
    assert (once.current, twice.current) == (B, C)
    assert (twice.attempts, twice.failed) == (2, {A: 0, B: 0})


def test_two_plans_of_one_failure_are_committed_once() -> None:
    first, second = (_planned(plan(create(A), CHAIN, now, POLICY)) for now in (5, 6))
    once, done = commit(create(A), first)
    again, done_again = commit(once, second)
    assert (done, done_again) == (True, False)
    assert again == once
    assert (once.current, once.index, once.attempts, once.failed) == (B, 0, 1, {A: 5})


def test_planning_changes_nothing_and_commit_leaves_nothing_pending() -> None:
    state = replace(create(A), pending=B)
    step = _planned(plan(state, CHAIN, 0, POLICY))
    assert state == replace(create(A), pending=B)
    assert commit(state, step)[0].pending is None
    assert prepare(state, CHAIN, 0, POLICY)[0].pending == B


def test_a_state_that_was_kept_is_a_snapshot() -> None:
    kept, _ = prepare(create(A), CHAIN, 0, POLICY)
    before = replace(kept)
    after, _ = prepare(kept, CHAIN, 9, POLICY)
    assert after.failed == {A: 0, B: 9}
    assert kept == before
    assert prepare(kept, CHAIN, 9, POLICY)[0] == after


def test_the_cap_is_told_before_the_end_of_the_chain() -> None:
    state = replace(create(A), attempts=3)
    assert prepare(state, (), 0, POLICY) == (state, NoPlan(reason=TOO_MANY, too_many=True))
    assert prepare(create(A), (), 0, POLICY) == (create(A), NoPlan(reason=NOTHING_LEFT))


@pytest.mark.parametrize(("cap", "steps"), [(1, 1), (2, 2), (2.5, 3), (20, 3)])
def test_no_more_steps_than_the_cap(cap: float, steps: int) -> None:
    state, policy = create(A), Policy(enabled=True, max_fallback_attempts=cap)
    for _ in range(4):
        state, _step = prepare(state, CHAIN, 0, policy)
    assert state.attempts == steps


@pytest.mark.parametrize(("age", "cools"), [(0, True), (59_999, True), (60_000, False)])
def test_a_failed_model_cools_down_until_the_very_end(age: int, cools: bool) -> None:
    state = replace(create(B), failed={A: 1_000})
    assert in_cooldown(state, A, 1_000 + age, POLICY) is cools
    assert not in_cooldown(state, C, 1_000 + age, POLICY)


def test_without_a_cooldown_nothing_cools_down() -> None:
    state = replace(create(B), failed={A: 0})
    assert not in_cooldown(state, A, 0, Policy(enabled=True, cooldown_seconds=0))


def test_entries_before_the_present_one_are_never_looked_at() -> None:
    state = replace(create(A), current=C, index=1)
    assert [option.model for option in options(state, CHAIN, 0, POLICY)] == [D]
    assert next_model(replace(state, current=D, index=2), CHAIN, 0, POLICY) is None


def test_each_entry_says_why_it_cannot_be_taken() -> None:
    state = replace(create(A), failed={C: 0})
    same = A.upper()
    bars = {D: "it is not connected"}
    assert list(options(state, (same, C, D, B), 0, POLICY, bars.get)) == [
        Option(model=same, bar="it is the model that answers now"),
        Option(model=C, bar="it failed and cools down"),
        Option(model=D, bar="it is not connected"),
        Option(model=B),
    ]
    assert next_model(state, (same, C, D, B), 0, POLICY, bars.get) == B


def test_a_repeated_entry_counts_where_it_stands_first() -> None:
    policy = Policy(enabled=True, cooldown_seconds=0)
    state = replace(create(A), current=C, index=1)
    assert _planned(plan(state, (B, C, B), 0, policy)).index == 0


def test_the_original_comes_back_after_its_cooldown_and_failures_stay_noted() -> None:
    state, _ = prepare(create(A), CHAIN, 0, POLICY)
    assert recover(state, 59_999, POLICY) == (state, False)
    back, done = recover(state, 60_000, POLICY)
    assert done
    assert back == replace(create(A), failed={A: 0})
    assert recover(back, 60_000, POLICY) == (back, False)
