"""Lanes and their limits."""

import pytest

from omo_watch_core.tasks.lanes import Lane, Limits, entered, given_up, left

ONE = Limits(default=1)


def test_a_limit_of_the_model_beats_that_of_its_provider() -> None:
    limits = Limits(models={"p/m": 2}, providers={"p": 3}, default=4)
    assert (limits.lane_of("p/m"), limits.of("p/m")) == ("p/m", 2)
    assert (limits.lane_of("p/other"), limits.of("p/other")) == ("p", 3)
    assert (limits.lane_of("q/m"), limits.of("q/m")) == ("q/m", 4)


def test_a_name_without_a_slash_may_be_a_provider() -> None:
    limits = Limits(providers={"explore": 1})
    assert (limits.lane_of("explore"), limits.of("explore")) == ("explore", 1)


@pytest.mark.parametrize(
    "limits", [Limits(models={"p/m": 0}, default=1), Limits(providers={"p": 0}), Limits(default=0)]
)
def test_zero_is_unlimited(limits: Limits) -> None:
    assert limits.of("p/m") is None
    assert entered({}, limits, "p/m", "bg_a") == ({}, True)


def test_five_run_at_once_where_nothing_is_set() -> None:
    lanes, started = {}, []
    for number in range(6):
        lanes, may_start = entered(lanes, Limits(), "p/m", f"bg_{number}")
        started.append(may_start)
    assert started == [True] * 5 + [False]
    assert lanes == {"p/m": Lane(held=5, waiting=("bg_5",))}


def test_a_slot_goes_to_the_first_that_waits_and_stays_taken() -> None:
    lanes = {"p/m": Lane(held=1, waiting=("bg_b", "bg_c"))}
    assert left(lanes, ONE, "p/m") == ({"p/m": Lane(held=1, waiting=("bg_c",))}, "bg_b")


def test_a_slot_that_nobody_wants_is_free() -> None:
    assert left({"p/m": Lane(held=2)}, ONE, "p/m") == ({"p/m": Lane(held=1)}, None)
    assert left({}, ONE, "p/m") == ({"p/m": Lane()}, None)


def test_one_lane_does_not_touch_another() -> None:
    lanes = {"q/m": Lane(held=1)}
    assert entered(lanes, ONE, "p/m", "bg_a")[0] == {"q/m": Lane(held=1), "p/m": Lane(held=1)}
    assert lanes == {"q/m": Lane(held=1)}


def test_who_gives_up_is_passed_over() -> None:
    lanes = {"p/m": Lane(held=1, waiting=("bg_b", "bg_c"))}
    lanes, reason = given_up(lanes, ONE, "p/m", "bg_b")
    assert reason == "Concurrency queue cancelled for task: bg_b"
    assert left(lanes, ONE, "p/m")[1] == "bg_c"


def test_who_does_not_wait_cannot_give_up() -> None:
    lanes = {"p/m": Lane(held=1, waiting=("bg_b",))}
    assert given_up(lanes, ONE, "p/m", "bg_a") == (lanes, None)
