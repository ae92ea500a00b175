"""Parents whose tasks have ended and whom nobody told, and what the inbox says."""

import pytest

from omo_watch_core.counts import Gone
from omo_watch_core.model import Failure
from omo_watch_core.select.inbox import inbox
from omo_watch_core.state import Server, Session
from tests.core.select.make import (
    GPT,
    HOUR,
    KIMI,
    MINUTE,
    NOW,
    OPUS,
    answer,
    busy,
    prompt,
    server,
    state,
)
from tests.core.select.tasks import (
    WELL,
    Said,
    child,
    dead,
    ended,
    family,
    launched,
    rested,
    said,
    starting,
    waiting,
)

UNTOLD: Said = ("stuck", "parent-not-woken", "Write docs ended 2m ago, and nobody told it")


def test_a_parent_that_nobody_told_of_the_end() -> None:
    assert said(server(rested(), ended())) == UNTOLD


@pytest.mark.parametrize(
    ("parent", "task", "cause"),
    [
        (5 * MINUTE, MINUTE, None),
        (5 * MINUTE, MINUTE + 1, "parent-not-woken"),
        (MINUTE, 5 * MINUTE, None),
        (MINUTE + 1, 5 * MINUTE, "parent-not-woken"),
    ],
)
def test_a_minute_after_the_last_of_both(parent: int, task: int, cause: str | None) -> None:
    assert said(server(rested(parent), ended(task)))[1] == cause


def test_a_later_end_of_a_task_that_was_told_counts_too() -> None:
    told = launched("bg_2", child="ses_d", ended=True)
    parent = rested(launches=(launched(child="ses_c"), told))
    assert said(server(parent, ended(), ended(MINUTE, "ses_d")))[1] is None
    assert said(server(parent, ended(), ended(MINUTE + 1, "ses_d"))) == UNTOLD


@pytest.mark.parametrize(
    "parent",
    [
        rested(launches=(launched(child="ses_c", ended=True),)),
        rested(launches=(launched(child="ses_c", call=""),)),
        rested(prompt=prompt(NOW - MINUTE), answer=answer(NOW, parent="msg_1", completed_ms=NOW)),
        busy(launches=(launched(child="ses_c"),)),
    ],
    ids=["told", "only heard of", "prompted since", "at work"],
)
def test_a_parent_that_waits_for_nothing(parent: Session) -> None:
    assert said(server(parent, ended()))[1] is None


def test_a_silent_notice_of_another_task_wakes_nobody() -> None:
    notice = prompt(NOW - MINUTE, "msg_9")
    assert said(server(rested(prompt=notice, silent_prompt="msg_9"), ended())) == UNTOLD


def test_not_while_anything_below_runs_or_waits_for_a_lane() -> None:
    queued = launched("bg_2", child=None)
    assert said(server(rested(), ended(), child("ses_d"))) == WELL
    both = rested(launches=(launched(child="ses_c"), queued))
    assert said(server(both, ended())) == WELL


def test_a_deleted_task_has_ended() -> None:
    gone = Gone(ids={"ses_c": NOW - 2 * MINUTE})
    assert said(server(rested(), gone=gone)) == UNTOLD
    assert said(server(rested())) == WELL


def test_a_child_of_another_is_not_its_own() -> None:
    assert said(server(rested(), ended(parent="ses_x"))) == WELL


def test_several_are_counted_and_the_first_is_named() -> None:
    more = launched("bg_2", title="Read", child="ses_d")
    parent = rested(launches=(launched(child="ses_c"), more))
    lab = server(parent, ended(), ended(4 * MINUTE, "ses_d"))
    assert said(lab)[2] == "Read and 1 more ended 4m ago, and nobody told it"


def test_what_ended_without_an_answer_comes_first() -> None:
    failed = rested(failure=Failure(name="APIError", message="Bad", status=400))
    assert said(server(failed, ended()))[:2] == ("failed", "no-answer")


def test_parked_comes_first() -> None:
    lab = server(rested(parked_until_ms=NOW + HOUR), ended())
    assert said(lab)[:2] == ("parked", "rate-limited")


@pytest.mark.parametrize(
    ("lab", "session", "hint"),
    [
        (server(waiting("Overloaded"), plugin=True, models=(OPUS, GPT, KIMI)), "ses_a",
         "omo-watch override ses_a fake/gpt"),
        (family(dead()), "ses_c", "omo-watch cancel ses_c --way rescue"),
        (server(rested(), ended()), "ses_a", "omo-watch override ses_a fake/gpt --send TEXT"),
    ],
    ids=["deaf-plugin", "orphan-task", "parent-not-woken"],
)  # fmt: skip
def test_each_waits_in_the_inbox_with_what_helps(lab: Server, session: str, hint: str) -> None:
    (entry,) = inbox(state(lab, chains={"*": ("fake/gpt",)}))
    word, cause, evidence = said(lab, session)
    assert word == "stuck"
    assert (entry.kind, entry.session, entry.text) == ("stuck", session, f"{cause}: {evidence}")
    assert entry.hint == hint


def test_what_is_queued_needs_nobody() -> None:
    assert inbox(state(server(busy(tools=(starting(),))))) == ()
