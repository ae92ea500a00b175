"""What the beginning, the end and an error of a run mean to the engine."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.runs import fault_of
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.session import SessionFallback
from tests.core.actions.stage import HOME, LAB, A, info
from tests.core.charge.desk import Desk, working
from tests.core.charge.hearing_at import AWAITING, KEY, KNOWN, OURS, duty, heard, kinds, status
from tests.core.charge.setting import LIMITED, SPENT


def test_a_wait_is_told_with_all_that_is_known_of_it() -> None:
    desk = working()
    server = replace(desk.server, offset_ms=500.0)
    desk.state = replace(desk.state, servers={LAB: server})
    assert heard(desk, status(desk, "retry")) == [
        h.RetryAnnounced(
            key=KEY, at_ms=desk.now, message=LIMITED, attempt=2, model="fake/limited-opus",
            agent="build", until_ms=desk.now + 9_500.0,
        )
    ]  # fmt: skip


def test_a_wait_that_is_told_again_is_no_new_one() -> None:
    desk = working()
    desk.tell(status(desk, "retry"))
    assert heard(desk, status(desk, "retry")) == []
    assert kinds(heard(desk.later(1), status(desk, "retry"))) == [h.RetryAnnounced]


@pytest.mark.parametrize(("former", "word", "told"), [
    ("busy", "idle", [h.WentIdle]),
    ("retry", "idle", [h.WentIdle]),
    ("idle", "idle", []),
    ("idle", "busy", []),
    ("retry", "busy", []),
])  # fmt: skip
def test_only_the_end_of_a_run_is_an_end(
    former: str, word: str, told: list[type[h.Happening]]
) -> None:
    desk = working()
    desk.tell(status(desk, former))
    assert kinds(heard(desk.later(1), status(desk, word))) == told


def test_the_first_word_about_a_session_is_no_end_but_may_be_a_wait() -> None:
    desk = working()
    assert heard(desk, status(desk, "idle", "ses_new")) == []
    assert h.RetryAnnounced in kinds(heard(desk, status(desk, "retry", "ses_new")))


def test_an_agent_that_is_new_and_a_child_are_introduced_before_the_wait() -> None:
    desk = working(info(parent="ses_p"))
    first = heard(desk, status(desk, "retry"), duty(SessionFallback()))
    assert first[:2] == [
        h.AgentKnown(key=KEY, at_ms=desk.now, agent="build"),
        h.Delegated(key=KEY, at_ms=desk.now),
    ]
    known = duty(replace(KNOWN, child=True))
    assert kinds(heard(desk, status(desk, "retry"), known)) == [h.RetryAnnounced]


def test_who_has_no_agent_and_no_parent_is_not_introduced() -> None:
    desk = Desk(replace(info(), agent=None))
    assert kinds(heard(desk, status(desk, "retry"), duty(SessionFallback()))) == [h.RetryAnnounced]


def test_an_agent_that_is_known_is_not_forgotten_where_the_session_names_none() -> None:
    desk = Desk(replace(info(), agent=None))
    assert kinds(heard(desk, status(desk, "retry"))) == [h.RetryAnnounced]


def test_a_reading_tells_of_all_runs_that_changed() -> None:
    desk = working(info(), info("ses_b"), info("ses_c"))
    desk.status("busy", "ses_c")
    read = ev.DirectoryRead(
        server=LAB, at_ms=desk.now, asked_ms=desk.now + 1, directory=HOME, asks=(),
        statuses=(status(desk, "retry"), status(desk, "busy", "ses_c")),
    )  # fmt: skip
    assert [(type(one), one.key[1]) for one in heard(desk, read)] == [(h.RetryAnnounced, A)]


def test_a_reading_that_changes_nothing_means_nothing() -> None:
    desk = working()
    desk.tell(status(desk, "retry"))
    read = ev.DirectoryRead(
        server=LAB, at_ms=desk.now, asked_ms=desk.now - 1, directory=HOME, asks=(),
        statuses=(status(desk, "retry"),),
    )  # fmt: skip
    assert heard(desk, read) == []


def test_an_instance_that_ends_ends_its_runs() -> None:
    desk = working(info(), info("ses_b"))
    gone = ev.InstanceDisposed(server=LAB, at_ms=desk.now, directory=HOME)
    assert heard(desk, gone) == [h.WentIdle(key=KEY, at_ms=desk.now)]


@pytest.mark.parametrize(
    ("record", "prompt", "told"),
    [
        (AWAITING, OURS, []),  # the end of the run that our prompt follows
        (AWAITING, None, [h.WentIdle]),
        (KNOWN, OURS, [h.WentIdle]),
        (KNOWN, None, [h.WentIdle]),
    ],
)
def test_the_end_of_the_run_before_our_prompt_is_none(
    record: SessionFallback, prompt: str | None, told: list[type[h.Happening]]
) -> None:
    desk = working()
    assert kinds(heard(desk, status(desk, "idle"), duty(record, prompt))) == told


def test_the_end_of_the_run_of_our_prompt_is_one() -> None:
    desk = working()
    desk.asks(name=OURS, marked=True)
    assert kinds(heard(desk, status(desk, "idle"), duty(AWAITING, OURS))) == [h.WentIdle]


def test_where_no_prompt_is_known_the_end_before_ours_is_none() -> None:
    desk = Desk()
    desk.status("busy")
    assert heard(desk, status(desk, "idle"), duty(AWAITING, OURS)) == []


def test_an_error_is_told_of_the_model_that_runs() -> None:
    desk = working()
    erred = ev.SessionErred(server=LAB, at_ms=desk.now, session=A, failure=SPENT)
    assert heard(desk, erred) == [
        h.SessionFailed(
            key=KEY, at_ms=desk.now, fault=fault_of(SPENT), model="fake/limited-opus",
            agent="build",
        )
    ]  # fmt: skip
    introduced = kinds(heard(desk, erred, duty(SessionFallback())))
    assert introduced == [h.AgentKnown, h.SessionFailed]


def test_an_error_of_a_stranger_means_nothing() -> None:
    desk = working()
    erred = ev.SessionErred(server=LAB, at_ms=desk.now, session="ses_x", failure=SPENT)
    assert heard(desk, erred) == []
