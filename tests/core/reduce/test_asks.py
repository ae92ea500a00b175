"""What waits for a person, and when nobody waits any more."""

from omo_watch_core import events as ev
from omo_watch_core.model import Todo
from tests.core.reduce.make import (
    HOME,
    LAB,
    A,
    Fold,
    ask,
    born,
    busy,
    deleted,
    idle,
    listed,
    raised,
    read,
    retry,
)

PLAN = (Todo(content="Read the code", status="in_progress"),)


def _closed(at: int, name: str) -> ev.AskClosed:
    return ev.AskClosed(server=LAB, at_ms=at, session=A, ask=name)


def test_an_ask_waits_until_it_is_closed() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"))
    assert list(fold.server.asks) == ["per_1"]
    fold.tell(_closed(400, "per_1"))
    assert fold.server.asks == {}


def test_the_end_of_a_run_takes_its_asks_along() -> None:
    fold = Fold(born(100), born(110, "ses_b"), busy(200), busy(210, "ses_b"))
    fold.tell(raised(300, "per_1"), raised(310, "per_2", "ses_b"), idle(400))
    assert list(fold.server.asks) == ["per_2"]


def test_a_deleted_session_takes_asks_plan_and_transcript_along() -> None:
    looked = ev.SessionOpened(server=LAB, at_ms=150, session=A)
    fold = Fold(born(100), looked, busy(200), raised(300, "per_1"))
    fold.tell(ev.TodosSet(server=LAB, at_ms=310, session=A, todos=PLAN), deleted(400))
    server = fold.server
    assert (server.sessions, server.asks, server.todos, server.transcripts) == ({}, {}, {}, {})
    assert (server.todos_ms, fold.state.open) == ({}, frozenset())


def test_an_ask_of_a_ghost_is_dropped() -> None:
    fold = Fold(born(100), deleted(200), raised(300, "per_1"))
    assert (fold.server.asks, fold.server.counts.ghosts) == ({}, 1)


def test_a_read_directory_replaces_its_asks() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"))
    fold.tell(read(600, 500, busy(600), asks=[ask("per_2")]))
    assert list(fold.server.asks) == ["per_2"]


def test_a_read_directory_leaves_the_asks_of_others() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"))
    fold.tell(read(600, 500, directory="/srv/dev/elsewhere"))
    assert list(fold.server.asks) == ["per_1"]


def test_an_ask_raised_after_the_question_stays() -> None:
    fold = Fold(born(100), busy(200), raised(550, "per_1"), read(600, 500, busy(600)))
    assert list(fold.server.asks) == ["per_1"]


def test_an_ask_closed_after_the_question_does_not_come_back() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), _closed(550, "per_1"))
    fold.tell(read(600, 500, busy(600), asks=[ask("per_1")]))
    assert fold.server.asks == {}


def test_a_dead_request_of_a_session_at_rest_is_ignored() -> None:
    fold = Fold(born(100), busy(200), idle(300), read(600, 500, asks=[ask("per_1")]))
    assert fold.server.asks == {}


def test_a_request_of_a_session_that_came_to_rest_since_is_dead() -> None:
    fold = Fold(born(100), busy(200), idle(550), read(600, 500, busy(600), asks=[ask("per_1")]))
    assert fold.server.asks == {}


def test_a_request_from_before_a_new_run_is_dead() -> None:
    fold = Fold(born(100), busy(550), read(600, 500, asks=[ask("per_1")]))
    assert (fold.a.status, fold.server.asks) == ("busy", {})


def test_an_ask_of_a_retrying_session_counts() -> None:
    fold = Fold(born(100), read(600, 500, retry(600), asks=[ask("per_1")]))
    assert list(fold.server.asks) == ["per_1"]


def test_a_plan_is_replaced_whole() -> None:
    fold = Fold(born(100))
    assert fold.tell(ev.TodosSet(server=LAB, at_ms=200, session=A, todos=PLAN)).notices
    assert fold.server.todos == {A: PLAN}
    fold.tell(ev.TodosSet(server=LAB, at_ms=300, session=A, todos=()))
    assert fold.server.todos == {A: ()}


def test_a_listed_plan_loses_against_one_heard_since() -> None:
    fold = Fold(born(100), ev.TodosSet(server=LAB, at_ms=300, session=A, todos=PLAN))
    fold.tell(ev.TodosListed(server=LAB, at_ms=400, asked_ms=250, session=A, todos=()))
    assert fold.server.todos == {A: PLAN}
    fold.tell(ev.TodosListed(server=LAB, at_ms=500, asked_ms=450, session=A, todos=()))
    assert fold.server.todos == {A: ()}


def test_a_session_that_is_not_listed_any_more_takes_its_asks_along() -> None:
    fold = Fold(born(100), raised(300, "per_1"), listed(600, 500))
    assert fold.server.asks == {}


def test_a_listed_ask_of_a_server_whose_clock_is_ahead_can_be_replaced() -> None:
    fold = Fold(born(100), read(600, 500, busy(600), asks=[ask("per_1", at=9_000_000)]))
    assert fold.server.asks["per_1"].asked_ms == 500
    fold.tell(read(800, 700, busy(800)))
    assert fold.server.asks == {}


def test_the_asks_name_the_directory_that_must_be_named_to_answer_them() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"))
    assert fold.server.asks["per_1"].directory == HOME
