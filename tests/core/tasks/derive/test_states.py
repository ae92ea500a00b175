"""The state of a task by what its session does, beside what is claimed."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.link import Link
from omo_watch_core.state import Gone, Server, Session
from tests.core.select.make import (
    GPT,
    HOUR,
    LIMITED,
    MINUTE,
    NOW,
    SECOND,
    answer,
    busy,
    idle,
    prompt,
    retry,
    server,
)
from tests.core.select.tasks import dead, ended, family, launched
from tests.core.tasks.derive.make import ask, cause, row, rows, said


def of(task: Session, **fields: Any) -> Server:
    """Give a server whose plugin counts this child as its task."""
    return family(task, **{"claim": "pending", "said_ms": NOW - MINUTE, **fields})


def test_a_call_launches_and_then_waits() -> None:
    lab = server(busy(launches=(launched("", call="call_1", at_ms=NOW - 999),)))
    assert said(row(lab)) == ("launching", None, "unknown")
    assert row(lab).id == "call_1"
    late = row(lab, NOW + 1)
    assert (late.state, cause(late), late.since_ms) == ("queued", "queued", NOW - 999)


def test_one_whose_turn_is_over_never_ends() -> None:
    parent = idle(ago=6 * SECOND, launches=(launched("", call="call_1"),))
    assert said(row(server(parent))) == ("failed", None, "unknown")
    parent = idle(ago=4 * SECOND, launches=(launched("", call="call_1"),))
    assert row(server(parent)).state == "queued"


def test_a_task_with_a_session_is_claimed_to_run() -> None:
    assert said(row(of(busy("ses_c", parent="ses_a")))) == ("running", "running", "ok")
    assert row(of(busy("ses_c", parent="ses_a"), child=None)).claim == "pending"


def test_a_wait_of_its_session_is_a_retry() -> None:
    one = row(of(retry("ses_c", parent="ses_a")))
    assert (one.state, one.verdict, cause(one)) == ("retry", "ok", "rate-limited")
    assert one.due_ms == NOW + 476_000


def test_silence_for_two_minutes_is_stuck() -> None:
    still = busy("ses_c", parent="ses_a", active_ms=NOW - 120_000, turn_ms=NOW - HOUR)
    one = row(of(still))
    assert (said(one), cause(one)) == (("stuck", "running", "stuck"), "provider-silent")
    assert row(of(still), NOW - 1).state == "running"


@pytest.mark.parametrize("name", ["ses_c", "ses_d"])
def test_a_request_in_it_or_below_it_waits_for_a_person(name: str) -> None:
    lab = of(busy("ses_c", parent="ses_a"))
    below = busy("ses_d", parent="ses_c")
    lab = replace(lab, sessions={**lab.sessions, "ses_d": below}, asks={"per": ask(name)})
    one = row(lab)
    assert (said(one), cause(one)) == (("waiting", "running", "ok"), "waiting-for-person")
    assert one.since_ms == NOW - 9 * SECOND


def test_a_request_of_the_parent_is_not_its_own() -> None:
    lab = replace(of(busy("ses_c", parent="ses_a")), asks={"per": ask("ses_a")})
    assert row(lab).state == "running"


def test_a_good_end_is_completed_before_anybody_says_so() -> None:
    one = row(of(ended()))
    assert (said(one), one.differs) == (("completed", "running", "ok"), False)
    assert one.ended_ms == NOW - 2 * MINUTE


@pytest.mark.parametrize("claim", ["error", "interrupted"])
def test_what_is_claimed_to_have_failed_has(claim: str) -> None:
    one = row(of(ended(), claim=claim, ended=True))
    assert (said(one), one.differs) == (("failed", claim, "ok"), True)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"failure": None, "answer": answer(NOW, completed_ms=NOW)},
        {"failure": None, "answer": answer(NOW)},
    ],
    ids=["aborted", "given up in a wait", "left unfinished"],
)
def test_an_end_without_finish_and_error_is_aborted(fields: dict[str, Any]) -> None:
    one = row(of(dead(10 * SECOND, **fields)))
    assert said(one) == ("aborted", "running", "aborted")
    assert one.differs


def test_what_was_aborted_after_some_words_is_no_good_end() -> None:
    """The plugin counts output and calls it completed."""
    cut = dead(MINUTE, answered=True, shown=True, failure=None,
               answer=answer(NOW, completed_ms=NOW - MINUTE))  # fmt: skip
    one = row(of(cut, claim="completed", ended=True))
    assert said(one) == ("aborted", "completed", "aborted")


def test_an_error_is_failed_and_after_15_s_stuck() -> None:
    fields: dict[str, Any] = {"failure": LIMITED}
    fields["answer"] = answer(NOW, completed_ms=NOW, failure=LIMITED)
    one = row(of(dead(15 * SECOND, **fields)))
    assert said(one) == ("failed", "running", "failed")
    assert one.error == "429 Rate limit reached"
    one = row(of(dead(15 * SECOND + 1, **fields)))
    assert (said(one), cause(one)) == (("stuck", "running", "stuck"), "orphan-task")


def test_what_the_plugin_counts_no_longer_is_not_stuck() -> None:
    one = row(of(dead(MINUTE), claim="error", ended=True))
    assert said(one) == ("aborted", "error", "aborted")


@pytest.mark.parametrize("fields", [{"claim": "cancelled"}, {"cancelled": True}])
def test_what_the_plugin_cancelled_is_cancelled(fields: dict[str, Any]) -> None:
    one = row(of(dead(MINUTE), ended=True, **fields))
    assert (one.state, one.verdict) == ("cancelled", "aborted")


def test_what_had_ended_well_was_not_cancelled() -> None:
    one = row(of(ended(), claim="cancelled", ended=True))
    assert (said(one), one.differs) == (("completed", "cancelled", "ok"), True)


def test_a_deleted_session_is_deleted_whatever_is_claimed() -> None:
    lab = of(busy("ses_x"), claim="completed", ended=True)
    lab = replace(lab, gone=Gone(ids={"ses_c": NOW - SECOND}))
    one = row(lab)
    assert (said(one), one.ended_ms) == (("deleted", "completed", "deleted"), NOW - SECOND)


def test_a_session_that_nobody_saw_is_unknown() -> None:
    assert said(row(of(busy("ses_x")))) == ("running", "running", "unknown")
    one = row(of(busy("ses_x"), claim="completed", ended=True))
    assert said(one) == ("completed", "completed", "unknown")


def test_a_history_that_nobody_read_is_unknown() -> None:
    unread = idle("ses_c", parent="ses_a", prompt=None, answer=None, answered=False)
    assert said(row(of(unread))) == ("running", "running", "unknown")
    assert said(row(of(replace(unread, whole=True)))) == ("running", "running", "ok")
    one = row(of(unread, claim="error", ended=True))
    assert said(one) == ("failed", "error", "unknown")


def test_a_gap_of_the_stream_makes_it_unknown() -> None:
    gap = Link(phase="silent", opened_ms=NOW - HOUR, lost_since_ms=NOW - MINUTE)
    child = busy("ses_c", parent="ses_a", status_ms=NOW - 2 * HOUR)
    one = row(replace(of(child), link=gap))
    assert (said(one), cause(one)) == (("running", "running", "unknown"), "stream-lost")
    assert not one.differs


def test_one_that_is_prompted_again_is_about_to_run() -> None:
    again = dead(10 * SECOND, prompt=prompt(NOW, "msg_9"), prompt_ms=NOW - 4_999)
    assert row(of(again)).state == "running"
    assert row(of(again), NOW + 1).state == "aborted"


def test_agent_and_model_are_those_of_now() -> None:
    child = busy("ses_c", parent="ses_a", agent="plan", answer=answer(model=GPT))
    one = row(of(child, agent="explore"))
    assert (one.agent, one.model) == ("plan", GPT)
    assert row(of(child, agent="explore", child=None)).agent == "explore"


def test_a_task_that_two_sessions_tell_of_stands_there_once() -> None:
    lab = of(busy("ses_c", parent="ses_a"))
    heard = replace(launched(call=""), claim="completed", said_ms=NOW)
    fork = {"ses_0": busy("ses_0", launches=(heard,))}
    for sessions in ({**fork, **lab.sessions}, {**lab.sessions, **fork}):
        one = row(replace(lab, sessions=sessions))
        assert (one.parent, one.claim) == ("ses_a", "running")


def test_only_the_last_hour_is_told_of_what_is_over() -> None:
    assert row(of(ended(HOUR - 1))).state == "completed"
    assert rows(of(ended(HOUR))) == ()


def test_trouble_comes_first_and_the_newest_end_before_older_ones() -> None:
    lab = of(busy("ses_c", parent="ses_a"))
    more = (
        (launched("bg_2", child="ses_d"), replace(ended(MINUTE, "ses_d"))),
        (launched("bg_3", child="ses_e"), ended(2 * MINUTE, "ses_e")),
        (launched("bg_4", child="ses_f", model=GPT), dead(20 * SECOND)),
    )
    parent = lab.sessions["ses_a"]
    parent = replace(parent, launches=(*parent.launches, *(task for task, _ in more)))
    sessions = {**lab.sessions, "ses_a": parent}
    for task, session in more:
        name = task.child or ""
        sessions[name] = replace(session, info=replace(session.info, id=name))
    told = [(one.id, one.state) for one in rows(replace(lab, sessions=sessions))]
    assert told == [
        ("bg_4", "stuck"), ("bg_1", "running"), ("bg_2", "completed"), ("bg_3", "completed"),
    ]  # fmt: skip
