"""Listings and readings of directories are folded as of the time they were asked for."""

from omo_watch_core import events as ev
from tests.core.reduce.make import (
    HOME,
    LAB,
    A,
    Fold,
    born,
    busy,
    deleted,
    grew,
    idle,
    info,
    listed,
    raised,
    read,
    retry,
    shown,
    tool,
    turn,
    updated,
)


def test_a_list_tells_sessions() -> None:
    fold = Fold(listed(200, 100, info(title="one"), info("ses_b", parent=A)))
    assert set(fold.server.sessions) == {A, "ses_b"}
    assert (fold.a.info.title, fold.a.info_ms, fold.server.listed_ms) == ("one", 100, 200)


def test_a_list_fills_in_a_session_that_was_only_heard_to_run() -> None:
    fold = Fold(busy(150), listed(200, 100, info(title="one")))
    assert (fold.a.info.title, fold.a.status) == ("one", "busy")


def test_what_was_heard_since_the_question_wins() -> None:
    fold = Fold(updated(150, title="new"), listed(200, 100, info(title="old")))
    assert fold.a.info.title == "new"


def test_of_two_words_of_one_moment_the_streams_wins() -> None:
    fold = Fold(updated(100, title="new"), listed(200, 100, info(title="old")))
    assert fold.a.info.title == "new"


def test_a_newer_list_wins_over_what_was_heard_before() -> None:
    fold = Fold(updated(50, title="old"), listed(200, 100, info(title="new")))
    assert (fold.a.info.title, fold.a.info_ms) == ("new", 100)


def test_a_complete_list_removes_what_is_not_in_it() -> None:
    fold = Fold(born(50), listed(200, 100, info("ses_b")))
    assert set(fold.server.sessions) == {"ses_b"}


def test_an_incomplete_list_removes_nothing() -> None:
    fold = Fold(born(50), listed(200, 100, info("ses_b"), complete=False))
    assert set(fold.server.sessions) == {A, "ses_b"}
    assert fold.server.listed_ms is None


def test_a_session_born_since_the_question_stays() -> None:
    fold = Fold(born(150), listed(200, 100))
    assert set(fold.server.sessions) == {A}


def test_a_session_heard_to_begin_since_the_question_stays() -> None:
    fold = Fold(busy(150), listed(200, 100))
    assert set(fold.server.sessions) == {A}


def test_an_archived_session_stays_though_lists_leave_it_out() -> None:
    fold = Fold(born(50, archived_ms=40), listed(200, 100))
    assert set(fold.server.sessions) == {A}


def test_a_list_does_not_revive_the_deleted() -> None:
    fold = Fold(born(50), deleted(150), listed(200, 100, info()))
    assert fold.server.sessions == {}


# --- what runs


def test_a_session_that_is_not_named_is_at_rest() -> None:
    fold = Fold(born(50), read(80, 60, busy(80)), read(200, 100))
    assert (fold.a.status, fold.a.since_ms, fold.a.status_ms) == ("idle", 200, 100)


def test_an_end_that_only_snapshots_saw_is_not_seen() -> None:
    fold = Fold(born(50), read(80, 60, busy(80)), read(200, 100))
    assert fold.a.ended_ms is None


def test_an_end_found_by_a_snapshot_is_seen_when_the_stream_told_of_the_run() -> None:
    fold = Fold(born(50), busy(80), read(200, 100))
    assert fold.a.ended_ms == 200


def test_a_status_heard_since_the_question_wins() -> None:
    fold = Fold(born(50), busy(150), read(200, 100))
    assert (fold.a.status, fold.a.since_ms) == ("busy", 150)
    fold = Fold(born(50), busy(100), read(200, 100))
    assert fold.a.status == "busy"
    fold = Fold(born(50), busy(80), idle(150), read(200, 100, retry(200)))
    assert (fold.a.status, fold.a.ended_ms) == ("idle", 150)


def test_the_answer_to_an_older_question_comes_too_late() -> None:
    fold = Fold(born(50), read(200, 120, busy(200)), read(250, 100))
    assert fold.a.status == "busy"


def test_a_snapshot_that_agrees_changes_nothing_that_shows() -> None:
    fold = Fold(born(50), busy(80))
    assert not fold.tell(read(200, 100, busy(200)))
    assert (fold.a.since_ms, fold.a.turn_ms, fold.a.status_ms) == (80, 80, 100)


def test_other_directories_are_left_alone() -> None:
    fold = Fold(born(50, directory="/srv/dev/elsewhere"), busy(80), read(200, 100))
    assert fold.a.status == "busy"


def test_a_run_found_by_a_snapshot_began_nobody_knows_when() -> None:
    fold = Fold(born(50), read(200, 100, retry(200)))
    assert (fold.a.status, fold.a.turn_ms, fold.a.active_ms) == ("retry", 0, 0)
    assert fold.a.retry is not None
    assert fold.a.retry.since_ms == 200


def test_signs_of_work_before_the_word_about_a_run_are_kept() -> None:
    fold = Fold(born(50), grew(150, "msg_2", "prt_1", "w"), read(200, 100, busy(200)))
    assert fold.a.active_ms == 150


def test_signs_of_work_from_an_earlier_run_do_not_count_for_a_new_one() -> None:
    fold = Fold(born(50), busy(60), idle(70), read(5_000, 4_000, busy(5_000)))
    assert (fold.a.active_ms, fold.a.turn_ms) == (0, 0)


def test_a_status_may_be_read_before_the_first_list_is_there() -> None:
    fold = Fold(read(200, 100, busy(200)), listed(210, 100, info(title="one")))
    assert (fold.a.status, fold.a.info.title) == ("busy", "one")


def test_the_status_of_a_session_that_is_in_no_list_is_that_of_a_ghost() -> None:
    fold = Fold(listed(150, 100), read(200, 110, busy(200)))
    assert fold.server.sessions == {}
    fold = Fold(read(200, 100, busy(200)), listed(210, 105))
    assert fold.server.sessions == {}


def test_a_deleted_session_is_not_revived_by_its_status() -> None:
    fold = Fold(born(50), deleted(60), read(200, 100, busy(200)))
    assert (fold.server.sessions, fold.server.counts.ghosts) == ({}, 0)


# --- directories


def test_a_directory_is_heard_and_read() -> None:
    heard = ev.DirectoryHeard(server=LAB, at_ms=50, directory=HOME)
    fold = Fold(heard, read(200, 100))
    directory = fold.server.directories[HOME]
    assert (directory.heard, directory.read_ms) == (True, 200)


def test_a_failed_reading_is_waited_for_no_longer() -> None:
    fold = Fold(ev.DirectoryHeard(server=LAB, at_ms=50, directory=HOME))
    directory = fold.server.directories[HOME]
    waiting = {HOME: type(directory)(path=HOME, heard=True, asked_ms=60)}
    server = type(fold.server)(name=LAB, url="", link=fold.server.link, directories=waiting)
    fold.state = type(fold.state)(servers={LAB: server})
    fold.tell(ev.ReadFailed(server=LAB, at_ms=90, what="directory", reason="no", directory=HOME))
    assert fold.server.directories[HOME].asked_ms is None
    assert fold.server.directories[HOME].heard


def test_a_disposed_instance_brings_its_sessions_to_rest() -> None:
    heard = ev.DirectoryHeard(server=LAB, at_ms=50, directory=HOME)
    fold = Fold(heard, born(100), born(110, "ses_b", directory="/srv/dev/b"), *turn(200))
    fold.tell(busy(210, "ses_b"), shown(300, tool("prt_1", "msg_2", "running")))
    fold.tell(raised(310, "per_1"))
    fold.tell(ev.InstanceDisposed(server=LAB, at_ms=400, directory=HOME))
    assert (fold.a.status, fold.a.ended_ms, fold.a.tools) == ("idle", 400, ())
    assert fold.server.asks == {}
    assert not fold.server.directories[HOME].heard
    assert fold.server.sessions["ses_b"].status == "busy"


def test_the_end_of_all_instances_brings_all_sessions_to_rest() -> None:
    fold = Fold(born(100), born(110, "ses_b", directory="/srv/dev/b"))
    fold.tell(busy(200), busy(210, "ses_b"), raised(220, "per_1", "ses_b"))
    fold.tell(ev.InstanceDisposed(server=LAB, at_ms=400, directory=""))
    assert {session.status for session in fold.server.sessions.values()} == {"idle"}
    assert fold.server.asks == {}
