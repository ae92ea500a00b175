"""What waits for its turn: a task for its session, a prompt for the end of a turn."""

from typing import Any

import pytest

from omo_watch_core.launch import TaskCall
from omo_watch_core.state import Session
from tests.core.select.make import (
    MINUTE,
    NOW,
    SECOND,
    answer,
    ask,
    busy,
    idle,
    prompt,
    retry,
    server,
)
from tests.core.select.tasks import WELL, Said, child, launched, said, starting

QUEUED: Said = ("busy", "queued", "Write docs has no session yet · 12s")
RUNS: Said = ("busy", "tool-running", "task Write docs · 12s")


def test_a_call_without_a_child_is_queued() -> None:
    assert said(server(busy(tools=(starting(),)))) == QUEUED


@pytest.mark.parametrize(("ago", "cause"), [(1_000, "tool-running"), (1_001, "queued")])
def test_not_before_a_second_is_over(ago: int, cause: str) -> None:
    assert said(server(busy(tools=(starting(ago=ago),))))[1] == cause


def test_its_age_is_told_in_our_clock() -> None:
    lab = server(busy(tools=(starting(),)), offset_ms=2_000.0)
    assert said(lab)[2] == "Write docs has no session yet · 10s"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "pending"},
        {"child": "ses_c"},
        {"about": TaskCall(resumes="ses_old")},
        {"started_ms": None},
        {"name": "bash"},
    ],
    ids=["pending", "named", "resumed", "undated", "no task"],
)
def test_a_call_that_does_not_wait_for_a_session(fields: dict[str, Any]) -> None:
    assert said(server(busy(tools=(starting(**fields),))))[1] == "tool-running"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (child(), RUNS),
        (child(title="Write docs"), RUNS),
        (child(ago=13 * SECOND), QUEUED),
        (child(title="Made up (@x subagent)"), RUNS),
        (busy("ses_c"), QUEUED),
    ],
    ids=["its own", "without agent", "from before", "of a made-up title", "of nobody"],
)
def test_the_child_of_a_call_is_told_by_title_and_age(other: Session, expected: Said) -> None:
    assert said(server(busy(tools=(starting(),)), other)) == expected


def test_a_further_try_of_another_task_is_not_its_child() -> None:
    other = launched(title="Read", child="ses_1")
    lab = server(
        busy(tools=(starting(),), launches=(other,)),
        child("ses_1", "Read (@x subagent)", 11 * SECOND),
        child("ses_2", "Read (@x subagent)"),
    )
    assert said(lab) == QUEUED


def test_of_two_alike_the_later_one_waits() -> None:
    first, second = starting(), starting(ago=9 * SECOND, call="call_2")
    lab = server(busy(tools=(first, second)), child(ago=8 * SECOND))
    assert said(lab)[2] == "Write docs has no session yet · 9s"


def test_several_are_counted() -> None:
    lab = server(busy(tools=(starting(), starting("Read", 5 * SECOND))))
    assert said(lab)[2] == "Write docs and 1 more have no session yet · 12s"


def test_a_launched_task_without_a_session_is_queued_while_its_parent_works() -> None:
    lab = server(busy(launches=(launched(),)))
    assert said(lab) == ("busy", "queued", "Write docs has no session yet · 1m")
    assert said(server(idle(launches=(launched(),)))) == WELL


@pytest.mark.parametrize(
    "fields",
    [{"ended": True}, {"child": "ses_c"}, {"call": ""}, {"at_ms": NOW - 30 * MINUTE}],
    ids=["ended", "running", "only heard of", "given up"],
)
def test_a_launched_task_that_does_not_wait(fields: dict[str, Any]) -> None:
    assert said(server(busy(launches=(launched(**fields),))))[1] is None


def test_a_prompt_behind_a_turn_is_queued() -> None:
    lab = server(busy(prompt=prompt(NOW - 3 * SECOND, "msg_3")))
    assert said(lab) == ("busy", "queued", "a prompt waits behind this turn · 3s")


def test_a_prompt_may_wait_a_second_for_the_next_step() -> None:
    lab = server(busy(prompt=prompt(NOW - SECOND, "msg_3")))
    assert said(lab)[1] is None
    assert said(lab, now=NOW + 1)[1] == "queued"


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": prompt(name="msg_1")},
        {"answer": answer(completed_ms=NOW)},
        {"answer": answer(parent="msg_3")},
        {"silent_prompt": "msg_3"},
        {"answer": None},
    ],
    ids=["its own", "the turn is over", "it is answered", "a notice", "nothing runs yet"],
)
def test_a_prompt_that_does_not_wait(fields: dict[str, Any]) -> None:
    base: dict[str, Any] = {"prompt": prompt(NOW - 3 * SECOND, "msg_3")}
    assert said(server(busy(**{**base, **fields})))[1] is None


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"repeats": 20}, "looping"),
        ({"active_ms": NOW - 2 * MINUTE, "turn_ms": NOW - 2 * MINUTE}, "provider-silent"),
    ],
)
def test_behind_a_turn_that_does_not_get_on_that_is_the_cause(
    fields: dict[str, Any], cause: str
) -> None:
    lab = server(busy(prompt=prompt(NOW - 3 * SECOND, "msg_3"), **fields))
    assert said(lab)[:2] == ("stuck", cause)


def test_queued_stands_behind_a_person_and_a_limit() -> None:
    waiting: dict[str, Any] = {"tools": (starting(),)}
    assert said(server(busy(**waiting), asks=[ask()]))[1] == "waiting-for-person"
    assert said(server(retry(**waiting)))[1] == "rate-limited"
