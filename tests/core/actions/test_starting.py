"""An abort before the first busy is answered and the run starts after it: that is caught."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.model import ModelRef, SessionInfo
from tests.core.actions.quiet import B, abort, confirmed
from tests.core.actions.stage import LAB, OLD_ANSWER, OLD_PROMPT, START, A, Stage, cancel, info

NEW = "msg_00000000000900000000000001"


def prompted(by_ms: int = 200, *sessions: SessionInfo) -> Stage:
    """Give a session at rest that another client prompted so many milliseconds ago."""
    stage = Stage(*sessions)
    stage.prompt(created_ms=START - 60_000)
    stage.answer(OLD_ANSWER, OLD_PROMPT, completed_ms=START - 50_000, finish="stop")
    for name in stage.server.sessions:
        stage.status("idle", name)
    stage.prompt(NEW, created_ms=stage.now)
    return stage.later(by_ms)


@pytest.mark.parametrize("strength", ["abort", "tree"])
def test_what_was_prompted_a_moment_ago_is_aborted_and_aborted_again(strength: str) -> None:
    stage = prompted()
    assert stage.order(cancel(strength=strength)) == [abort()]
    stage.later(20).abort_answered()
    stage.status("idle")
    assert stage.later(300).status("busy") == [abort()]
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    assert (stage.stop.result, stage.stop.aborts) == ("stopped", 2)


def test_a_start_that_is_seen_before_the_abort_is_answered_is_aborted_again() -> None:
    stage = prompted()
    stage.order(cancel())
    stage.status("busy")
    stage.abort_answered()
    assert stage.tick(2) == [abort()]


def test_a_start_that_is_seen_after_some_quiet_came_back() -> None:
    stage = prompted()
    stage.order(cancel())
    stage.abort_answered()
    stage.tick(1)
    assert stage.status("busy") == [abort()]
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    assert (stage.stop.result, stage.stop.came_back) == ("stopped", (A,))


def test_steering_writes_to_what_is_about_to_run() -> None:
    stage = prompted()
    stage.order(cancel(strength="steer"))
    assert stage.stop.phase == "reading"


def test_a_prompt_of_long_ago_starts_nothing_any_more() -> None:
    assert prompted(6_000).order(cancel()) == []


def test_a_prompt_that_has_its_answer_starts_nothing_any_more() -> None:
    stage = prompted()
    stage.answer("msg_00000000000a00000000000001", NEW, finish="stop")
    assert stage.order(cancel()) == []


def test_a_session_that_is_new_may_have_its_first_prompt_on_its_way() -> None:
    stage = Stage(info(created_ms=START - 1_000, updated_ms=START - 100))
    stage.status("idle")
    assert stage.order(cancel()) == [abort()]


def test_a_session_that_was_never_asked_stays_alone() -> None:
    stage = Stage(info(created_ms=START - 60_000, updated_ms=START - 60_000))
    stage.status("idle")
    assert stage.order(cancel()) == []


def test_children_of_what_is_about_to_run_are_still_asked_about() -> None:
    stage = prompted(200, info(), info(B, parent=A))
    stage.status("busy", B)
    stage.order(cancel())
    assert (stage.stop.result, stage.stop.hint) == ("refused", "say --strength tree or --yes")
    again = prompted(200, info(), info(B, parent=A))
    again.status("busy", B)
    assert again.order(cancel(confirmed=True)) == [abort()]


def test_the_clock_of_the_server_counts() -> None:
    stage = Stage()
    server = stage.server
    stage.tell(ev.BytesHeard(server=LAB, at_ms=stage.now))
    assert server.offset_ms == 0
    stage.prompt(NEW, created_ms=START + 500)
    stage.answer(OLD_ANSWER, OLD_PROMPT, ModelRef(provider="fake", model="ok-gpt"))
    stage.status("idle")
    assert stage.order(cancel()) == [abort()]
