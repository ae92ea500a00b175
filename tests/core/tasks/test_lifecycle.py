"""When a task is complete, and what a poll does."""

import pytest

from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.tasks.lifecycle import (
    CRASHED,
    MIN_AGE_MS,
    Rest,
    at_rest,
    has_output,
    idle_counts_from_ms,
    may_have_crashed,
    resumed,
)
from omo_watch_core.tasks.record import TERMINAL, Status, Task
from omo_watch_core.tasks.sessions import Poll, at_poll, is_ended
from tests.core.tasks.make import NOW, over, pending, task

DONE = (Said(role="assistant", pieces=(Piece(kind="text", text="found it"),)),)


def test_a_child_with_output_and_no_open_todo_is_complete() -> None:
    assert at_rest(task(), NOW, DONE, ["completed", "cancelled"]) == "complete"


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (pending(), "not-running"),
        (over(), "not-running"),
        (task(is_team=True), "team"),
        (task(started_ms=NOW - MIN_AGE_MS + 1), "too-young"),
        (task(started_ms=NOW - MIN_AGE_MS), "complete"),
        (task(started_ms=None), "complete"),
    ],
)
def test_what_stands_against_it_is_named(known: Task, why: Rest) -> None:
    assert at_rest(known, NOW, DONE) == why


@pytest.mark.parametrize("word", ["pending", "in_progress", "odd"])
def test_an_open_todo_blocks(word: str) -> None:
    assert at_rest(task(), NOW, DONE, ["completed", word]) == "open-todos"


def test_messages_that_cannot_be_read_count_as_output() -> None:
    assert at_rest(task(), NOW, None) == "complete"
    assert at_rest(task(), NOW, ()) == "no-output"


def test_the_check_is_put_off_to_the_least_age() -> None:
    assert idle_counts_from_ms(task(started_ms=NOW)) == NOW + 5_000


@pytest.mark.parametrize(
    ("role", "piece", "counts"),
    [
        ("assistant", Piece(kind="text", text="x"), True),
        ("assistant", Piece(kind="text", text=" \n\ufeff"), False),
        ("assistant", Piece(kind="reasoning", text="x"), True),
        ("assistant", Piece(kind="reasoning"), False),
        ("assistant", Piece(kind="tool"), True),
        ("tool", Piece(kind="tool_result", text="x"), True),
        ("tool", Piece(kind="tool_result"), False),
        ("assistant", Piece(kind="step-start", text="x"), False),
        ("user", Piece(kind="text", text="x"), False),
        ("user", Piece(kind="tool"), False),
    ],
)
def test_only_work_of_the_child_is_output(role: str, piece: Piece, counts: bool) -> None:
    assert has_output([Said(role="user"), Said(role=role, pieces=(piece,))]) is counts


@pytest.mark.parametrize(
    ("status", "step"),
    [
        ("retry", "fall-back"),
        ("busy", "wait"),
        ("running", "wait"),
        ("interrupted", "complete"),
        ("idle", "check"),
        ("BUSY", "check"),
        (None, "check"),
    ],
)
def test_a_poll_goes_by_the_status_word(status: str | None, step: Poll) -> None:
    assert at_poll(status) == step
    assert is_ended(status) is (step == "complete")


@pytest.mark.parametrize(
    ("missed", "rest", "asks"),
    [
        (2, "no-output", False),
        (None, "no-output", False),
        (3, "no-output", True),
        (3, "complete", False),
    ],
)
def test_a_session_gone_without_output_has_to_be_looked_up(
    missed: int | None, rest: Rest, asks: bool
) -> None:
    assert may_have_crashed(task(missed_polls=missed), rest) is asks
    assert "disappeared without producing any output" in CRASHED


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_an_ended_task_may_run_once_more(status: Status) -> None:
    again = resumed(over(status=status, error="odd", updated_ms=1, last_tool="bash"), NOW)
    assert again is not None
    assert (again.status, again.error, again.completed_ms) == ("running", None, None)
    assert (again.started_ms, again.updated_ms, again.last_tool) == (NOW, None, "bash")
    assert again.session == over().session


@pytest.mark.parametrize("known", [task(), pending(), over(session=None)])
def test_what_is_not_over_or_has_no_session_is_not_resumed(known: Task) -> None:
    assert resumed(known, NOW) is None
