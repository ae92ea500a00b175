"""A run begins, waits, goes on and ends, whatever is said twice, late or about ghosts."""

import pytest

from omo_watch_core.model import Retry
from tests.core.reduce.make import (
    A,
    Fold,
    answer,
    born,
    busy,
    deleted,
    erred,
    grew,
    idle,
    read,
    retry,
    shown,
    status,
    text,
    turn,
    updated,
    user,
)


def test_a_run_begins_with_the_first_busy() -> None:
    fold = Fold(born(100), busy(200))
    assert (fold.a.status, fold.a.since_ms, fold.a.turn_ms, fold.a.active_ms) == (
        "busy",
        200,
        200,
        200,
    )


def test_a_repeated_busy_changes_nothing_that_shows() -> None:
    fold = Fold(born(100), busy(200))
    before = fold.a
    assert not fold.tell(busy(300), busy(400))
    assert (fold.a.since_ms, fold.a.turn_ms, fold.a.active_ms) == (200, 200, 200)
    assert (fold.a.status_ms, before.status_ms) == (400, 200)


def test_an_unknown_status_means_busy() -> None:
    fold = Fold(born(100), status(200, "hibernating"))
    assert fold.a.status == "busy"


def test_idle_is_the_end_of_a_run() -> None:
    fold = Fold(born(100), busy(200), idle(900))
    assert (fold.a.status, fold.a.since_ms, fold.a.ended_ms, fold.a.turn_ms) == (
        "idle",
        900,
        900,
        200,
    )


def test_idle_twice_is_one_end() -> None:
    fold = Fold(born(100), busy(200), idle(900))
    assert not fold.tell(idle(950))
    assert (fold.a.since_ms, fold.a.ended_ms) == (900, 900)


def test_idle_of_a_session_that_did_not_run_is_no_end() -> None:
    fold = Fold(born(100), idle(200))
    assert fold.a.ended_ms is None


def test_a_new_run_has_not_ended() -> None:
    fold = Fold(born(100), busy(200), idle(900), busy(2_000))
    assert (fold.a.ended_ms, fold.a.turn_ms) == (None, 2_000)


def test_an_error_is_not_the_end() -> None:
    fold = Fold(born(100), busy(200), erred(300, "ContextOverflowError", "too long"))
    assert (fold.a.status, fold.a.ended_ms) == ("busy", None)


def test_finish_without_completed_is_not_complete() -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1", finish="stop"))
    assert fold.a.answer is not None
    assert fold.a.answer.completed_ms is None
    assert (fold.a.status, fold.a.ended_ms) == ("busy", None)


def test_housekeeping_after_the_end_is_no_activity() -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1"), idle(900))
    before = (fold.a.active_ms, fold.a.turn_ms, fold.a.ended_ms)
    fold.tell(updated(950, cost=0.5), user(960, "msg_1", cost=0.0), updated(970, updated_ms=5))
    assert (fold.a.active_ms, fold.a.turn_ms, fold.a.ended_ms) == before == (300, 200, 900)


@pytest.mark.parametrize("word", ["delta", "part", "message"])
def test_output_is_activity(word: str) -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
    signs = {
        "delta": grew(400, "msg_2", "prt_9", "w"),
        "part": shown(400, text("prt_9", "msg_2", "w")),
        "message": answer(400, "msg_2", parent="msg_1", finish="stop"),
    }
    fold.tell(signs[word])
    assert fold.a.active_ms == 400


def test_a_sign_of_work_that_comes_late_does_not_turn_time_back() -> None:
    fold = Fold(born(100), *turn(200), grew(400, "msg_2", "prt_9", "w"))
    fold.tell(grew(350, "msg_2", "prt_9", "w"))
    assert fold.a.active_ms == 400


def test_a_part_of_an_older_message_is_no_activity() -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
    fold.tell(shown(400, text("prt_0", "msg_0", "patched")))
    assert fold.a.active_ms == 300


def test_a_users_part_is_no_activity() -> None:
    fold = Fold(born(100), *turn(200))
    fold.tell(shown(400, text("prt_msg_1", "msg_1", "Fix it, please.")))
    assert fold.a.active_ms == 200


def test_a_retry_holds_what_was_announced() -> None:
    fold = Fold(born(100), busy(200), retry(300, 1, 90_000, "cooling down"))
    assert fold.a.status == "retry"
    wanted = Retry(attempt=1, message="cooling down", next_ms=90_000, since_ms=300)
    assert fold.a.retry == wanted


def test_the_same_retry_is_heard_since_the_first_time() -> None:
    fold = Fold(born(100), busy(200), retry(300))
    assert not fold.tell(retry(800))
    assert fold.a.retry is not None
    assert fold.a.retry.since_ms == 300


def test_the_next_attempt_is_a_new_wait() -> None:
    fold = Fold(born(100), busy(200), retry(300), busy(700), retry(710, 2, 99_000))
    assert fold.a.retry is not None
    assert (fold.a.retry.attempt, fold.a.retry.since_ms, fold.a.since_ms) == (2, 710, 710)


def test_a_wait_that_follows_a_wait_is_one_status() -> None:
    fold = Fold(born(100), busy(200), retry(300), retry(700, 2))
    assert fold.a.retry is not None
    assert (fold.a.since_ms, fold.a.retry.since_ms) == (300, 700)


def test_a_busy_after_a_retry_goes_on_with_the_same_run() -> None:
    fold = Fold(born(100), busy(200), retry(300), busy(700))
    assert (fold.a.status, fold.a.turn_ms, fold.a.since_ms, fold.a.retry) == (
        "busy",
        200,
        700,
        None,
    )


def test_a_retry_may_be_the_first_word_about_a_run() -> None:
    fold = Fold(born(100), retry(300))
    assert (fold.a.status, fold.a.turn_ms, fold.a.ended_ms) == ("retry", 300, None)
    fold.tell(idle(400))
    assert (fold.a.retry, fold.a.ended_ms) == (None, 400)


def test_the_end_of_a_run_that_only_a_snapshot_saw_is_seen_when_the_stream_tells_it() -> None:
    fold = Fold(born(100), read(300, 250, busy(300)), idle(500))
    assert fold.a.ended_ms == 500


def test_a_run_that_a_snapshot_found_and_the_stream_confirmed_ends_seen() -> None:
    fold = Fold(born(100), read(300, 250, busy(300)), busy(400), read(600, 500))
    assert fold.a.ended_ms == 600


def test_ghosts_of_deleted_sessions_are_counted_and_dropped() -> None:
    fold = Fold(born(100), busy(200), deleted(300))
    fold.tell(
        busy(400),
        grew(410, "msg_2", "prt_1", "w"),
        answer(420, "msg_2"),
        updated(430),
        shown(440, text("prt_1", "msg_2")),
        erred(450, "UnknownError"),
        idle(460),
    )
    assert A not in fold.server.sessions
    assert fold.server.counts.ghosts == 7


def test_the_memory_for_ghosts_is_bounded() -> None:
    fold = Fold(*(deleted(number, f"ses_{number}") for number in range(2_005)))
    ids = fold.server.gone.ids
    assert len(ids) == 2_000
    assert "ses_4" not in ids
    assert "ses_2004" in ids


def test_a_run_of_a_session_never_heard_of_is_kept() -> None:
    fold = Fold(busy(200))
    assert (fold.a.status, fold.a.info.title, fold.a.info_ms) == ("busy", "", 0)
    assert not Fold(idle(200)).server.sessions
