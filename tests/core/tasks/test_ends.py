"""What follows when tasks end."""

import pytest

from omo_watch_core.tasks import ends
from omo_watch_core.tasks.ends import Outcome, Tasks, below, open_beside
from omo_watch_core.tasks.notice_reading import Notice, read_notices
from omo_watch_core.tasks.record import Entry, Task
from tests.core.tasks.make import GPT, NOW, SECOND, over, pending, task

PASSING = {"data": {"message": "Bad thing"}}
LASTING = {"data": {"message": "no provider available"}}


def board(*tasks: Task) -> Tasks:
    return {one.id: one for one in tasks}


def notices(outcome: Outcome) -> list[Notice]:
    return [notice for post in outcome.posts for notice in read_notices(post.text)]


def told(outcome: Outcome) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (notice.kind, [(one.id, one.status) for one in notice.tasks]) for notice in notices(outcome)
    ]


def nothing(outcome: Outcome, tasks: Tasks) -> bool:
    return outcome == Outcome(tasks=tasks)


def test_a_completed_task_with_a_sibling_is_told_in_silence() -> None:
    outcome = ends.completed(board(task(), pending("bg_b")), "bg_a", NOW)
    assert outcome.tasks["bg_a"].status == "completed"
    assert (outcome.ended, outcome.aborts) == (("bg_a",), ("ses_bg_a",))
    (post,) = outcome.posts
    assert (post.session, post.reply) == ("ses_p", False)
    assert notices(outcome)[0].remaining == 1
    assert notices(outcome)[0].tasks[0].duration == "1m 0s"


@pytest.mark.parametrize("known", [over(), pending(), over(status="cancelled")])
def test_only_a_running_task_is_completed(known: Task) -> None:
    assert nothing(ends.completed(board(known), "bg_a", NOW), board(known))
    assert nothing(ends.completed(board(known), "bg_x", NOW), board(known))


def test_the_last_end_names_all_in_the_order_they_ended() -> None:
    tasks = board(task(), over("bg_b", completed_ms=NOW - SECOND), task("bg_c", parent="ses_q"))
    outcome = ends.completed(tasks, "bg_a", NOW)
    assert outcome.posts[0].reply
    assert told(outcome) == [("all_complete", [("bg_b", "completed"), ("bg_a", "completed")])]
    assert all(outcome.tasks[name].is_announced for name in ("bg_a", "bg_b"))


def test_what_was_announced_is_not_told_again_unless_it_ends_anew() -> None:
    tasks = board(over(is_announced=True), task("bg_b"))
    outcome = ends.completed(tasks, "bg_b", NOW)
    assert told(outcome) == [("all_complete", [("bg_b", "completed")])]


def test_a_cancelled_task_is_told_with_its_reason() -> None:
    outcome = ends.cancelled(board(task(), task("bg_b")), "bg_a", "too slow", NOW)
    assert outcome.posts[0].reply
    assert [one.error for notice in notices(outcome) for one in notice.tasks] == ["too slow"]
    assert (outcome.aborts, outcome.tasks["bg_b"].status) == (("ses_bg_a",), "running")


def test_a_task_without_an_end_is_named_first() -> None:
    tasks = board(over(), task("bg_b"), over("bg_c", completed_ms=None))
    (listed,) = told(ends.completed(tasks, "bg_b", NOW + 1))
    assert [name for name, _ in listed[1]] == ["bg_c", "bg_a", "bg_b"]


def test_a_silent_cancel_is_never_told() -> None:
    tasks = ends.cancelled(board(task(), task("bg_b")), "bg_a", None, NOW, tell=False)
    assert (tasks.posts, tasks.ended) == ((), ("bg_a",))
    last = ends.completed(tasks.tasks, "bg_b", NOW)
    assert told(last) == [("all_complete", [("bg_b", "completed")])]


def test_a_waiting_task_has_no_child_to_abort() -> None:
    outcome = ends.cancelled(board(pending()), "bg_a", None, NOW)
    assert (outcome.aborts, outcome.tasks["bg_a"].status) == ((), "cancelled")


@pytest.mark.parametrize("name", ["bg_a", "bg_x"])
def test_an_ended_or_unknown_task_cannot_be_cancelled(name: str) -> None:
    assert nothing(ends.cancelled(board(over()), name, None, NOW), board(over()))


def family() -> Tasks:
    return board(
        task("bg_a", session="ses_1"),
        task("bg_b", session="ses_2", parent="ses_1"),
        pending("bg_c", parent="ses_2"),
        over("bg_d", session="ses_4", parent="ses_1"),
        task("bg_e", session="ses_5", parent="ses_4"),
        task("bg_f", session="ses_6", parent="ses_other"),
    )


def test_a_deletion_reaches_all_below() -> None:
    reached = [one.id for one in below(family(), "ses_p")]
    assert reached == ["bg_a", "bg_b", "bg_d", "bg_c", "bg_e"]
    assert [one.id for one in below(family(), "ses_1")] == ["bg_a", "bg_b", "bg_d", "bg_c", "bg_e"]
    assert [one.id for one in below(family(), "ses_2")] == ["bg_b", "bg_c"]
    assert below(family(), "ses_x") == ()


def test_sessions_in_a_circle_end() -> None:
    one = task(session="ses_1", parent="ses_2")
    circle = board(one, task("bg_b", session="ses_2", parent="ses_1"))
    assert [one.id for one in below(circle, "ses_1")] == ["bg_a", "bg_b"]


def test_a_deletion_cancels_the_open_ones() -> None:
    outcome = ends.deleted(family(), "ses_1", NOW)
    assert outcome.ended == ("bg_a", "bg_b", "bg_c", "bg_e")
    assert outcome.aborts == ("ses_1", "ses_2", "ses_5")
    assert {outcome.tasks[name].error for name in outcome.ended} == {"Session deleted"}
    assert outcome.tasks["bg_d"] is not outcome.tasks["bg_a"]
    assert outcome.tasks["bg_d"].status == "completed"
    assert outcome.tasks["bg_f"].status == "running"
    assert [post.session for post in outcome.posts] == ["ses_p", "ses_1", "ses_2", "ses_4"]


def test_siblings_that_end_together_are_told_in_one_last_word() -> None:
    outcome = ends.deleted(board(task(), task("bg_b")), "ses_p", NOW)
    assert told(outcome) == [
        ("all_finished_failed", [("bg_a", "cancelled"), ("bg_b", "cancelled")])
    ]


def test_an_error_that_may_pass_is_ignored_while_the_session_exists() -> None:
    tasks = board(task())
    assert nothing(ends.failed(tasks, "ses_bg_a", PASSING, NOW, exists=True), tasks)
    gone = ends.failed(tasks, "ses_bg_a", PASSING, NOW, exists=False).tasks["bg_a"]
    assert (gone.status, gone.error) == ("error", "Bad thing")


def test_a_lasting_error_ends_the_task_without_an_abort() -> None:
    outcome = ends.failed(board(task()), "ses_bg_a", LASTING, NOW, exists=True)
    assert (outcome.ended, outcome.aborts) == (("bg_a",), ())
    assert told(outcome) == [("all_finished_failed", [("bg_a", "error")])]


def test_a_task_is_noted_with_what_the_event_says_itself() -> None:
    error = {"message": "outer", "data": {"message": "inner"}}
    known = ends.failed(board(task()), "ses_bg_a", error, NOW, exists=False).tasks["bg_a"]
    assert known.error == "inner"


def test_an_error_of_which_the_event_says_nothing_is_noted_by_its_cause() -> None:
    error = {"cause": {"message": "gone"}}
    known = ends.failed(board(task()), "ses_bg_a", error, NOW, exists=False).tasks["bg_a"]
    assert known.error == "gone"


def test_a_retryable_error_goes_on_with_the_next_model() -> None:
    chain = (Entry(providers=("q",), model="x"), Entry(providers=("fake",), model="gpt"))
    tasks = board(task(chain=chain))
    limited = {"data": {"message": "rate limit"}}
    outcome = ends.failed(tasks, "ses_bg_a", limited, NOW, exists=True, connected=["fake"])
    assert (outcome.ended, outcome.posts, outcome.aborts) == ((), (), ("ses_bg_a",))
    again = outcome.tasks["bg_a"]
    assert (again.status, again.model, again.entries_used) == ("pending", GPT, 2)


def test_a_missing_agent_interrupts_before_anything_else() -> None:
    chain = (Entry(providers=("fake",), model="gpt"),)
    error = {"data": {"message": 'Agent not found: "explore"'}}
    outcome = ends.failed(board(task(chain=chain)), "ses_bg_a", error, NOW, exists=True)
    known = outcome.tasks["bg_a"]
    assert known.status == "interrupt"
    assert (known.error or "").startswith('Agent "explore" not found. Make sure')
    assert outcome.aborts == ()


@pytest.mark.parametrize("known", [over(), pending(session="ses_bg_a"), task(session="ses_new")])
def test_errors_of_other_sessions_or_ended_tasks_say_nothing(known: Task) -> None:
    tasks = board(known)
    assert nothing(ends.failed(tasks, "ses_bg_a", LASTING, NOW, exists=False), tasks)


def test_tasks_that_were_given_up_are_told_together() -> None:
    late = [
        task(name, status="error", error="late", started_ms=None, completed_ms=NOW)
        for name in ("bg_a", "bg_b")
    ]
    outcome = ends.timed_out(board(task(), task("bg_b"), task("bg_c")), late)
    assert [notice.remaining for notice in notices(outcome)] == [2, 1]
    assert [one.duration for notice in notices(outcome) for one in notice.tasks] == ["0s", "0s"]
    assert (len(outcome.posts), outcome.posts[0].reply, outcome.aborts) == (1, True, ())


def test_open_siblings_wait_or_run() -> None:
    tasks = board(task(), pending("bg_b"), over("bg_c"), task("bg_d", parent="ses_q"))
    assert open_beside(tasks, "ses_p") == 2
