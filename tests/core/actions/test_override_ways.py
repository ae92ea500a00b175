"""The ways of a move: what is sent, in which order, and what the answers lead to."""

import pytest
from msgspec.structs import replace

from omo_watch_core.effects import ReadHistory, ReadStatus, SendAbort, SendPrompt, SwitchModel
from tests.core.actions.histories import ANSWERED, PARTIAL, UNSETTLED, last_turn
from tests.core.actions.stage import (
    GPT,
    HOME,
    KIMI,
    LAB,
    OLD_ANSWER,
    OLD_PROMPT,
    OPUS,
    A,
    Stage,
    failure,
    info,
    running,
    to,
)

ACTION = "act_0123456789abcd"
HISTORY = ReadHistory(server=LAB, action=ACTION, session=A)
ABORT = SendAbort(server=LAB, action=ACTION, session=A)
STATUS = ReadStatus(server=LAB, action=ACTION, session=A, directory=HOME)


def idle() -> Stage:
    stage = running()
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS)
    stage.status("idle")
    return stage.later(10_000)


def kinds(stage: Stage) -> list[str]:
    return [type(effect).__name__ for effect in stage.sent]


@pytest.mark.parametrize("word", ["retry", "busy"])
def test_what_runs_is_aborted_and_prompted_only_after_the_answer(word: str) -> None:
    stage = running(word=word)
    assert stage.order(to()) == [HISTORY]
    assert stage.history(last_turn()) == [ABORT]
    stage.later(20)
    assert stage.status("idle") == []
    assert stage.status("idle") == []
    assert stage.tick(3) == []
    assert stage.abort_answered() == [HISTORY]
    (sent,) = stage.later(10).history(last_turn())
    assert isinstance(sent, SendPrompt)
    assert stage.move.phase == "prompting"
    assert kinds(stage) == ["ReadHistory", "SendAbort", "ReadHistory", "SendPrompt"]


def test_the_answer_of_the_abort_may_come_before_its_events() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    assert stage.abort_answered() == [HISTORY]
    assert len(stage.history(last_turn())) == 1
    assert stage.status("idle") == []
    assert len(stage.all_sent(SendAbort)) == 1


def test_text_that_came_between_the_two_readings_makes_a_nudge_of_the_mark() -> None:
    stage = running(word="busy")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    (sent,) = stage.history(PARTIAL)
    assert isinstance(sent, SendPrompt)
    assert b"Continue exactly" in sent.body


def test_an_answer_that_was_finished_before_the_abort_came_is_not_continued() -> None:
    stage = running(word="busy")
    stage.order(to())
    stage.history(PARTIAL)
    stage.status("idle")
    stage.abort_answered()
    (sent,) = stage.history(ANSWERED)
    assert isinstance(sent, SwitchModel)
    stage.prompt_answered()
    assert stage.move.result == "set"


def test_a_session_that_just_failed_is_given_time_to_complete_its_answer() -> None:
    stage = idle()
    stage.order(to())
    assert stage.history(UNSETTLED) == []
    assert stage.later(300).status("idle") == []
    sent = stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS, completed_ms=stage.now, failure=failure())
    assert sent == [HISTORY]
    (prompt,) = stage.history(last_turn())
    assert isinstance(prompt, SendPrompt)
    assert stage.all_sent(SendAbort) == []


def test_an_answer_that_is_never_completed_is_waited_for_three_seconds() -> None:
    stage = idle()
    stage.order(to())
    stage.history(UNSETTLED)
    reads = 0
    while not stage.all_sent(SendPrompt):
        if stage.tick() == [HISTORY]:
            reads += 1
            stage.history(UNSETTLED)
    assert reads == 3
    assert stage.now - stage.move.started_ms == 3_000


def test_a_completed_answer_of_before_does_not_stand_for_the_one_that_is_waited_for() -> None:
    stage = idle()
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS, completed_ms=stage.now)
    stage.later(500).order(to())
    stage.history(UNSETTLED)
    assert stage.later(300).status("idle") == []
    assert stage.tick() == [HISTORY]


def test_a_run_that_begins_while_the_last_answer_settles_is_aborted() -> None:
    stage = idle()
    stage.order(to())
    stage.history(UNSETTLED)
    stage.status("busy")
    assert stage.tick() == [HISTORY]
    assert stage.history(UNSETTLED) == [ABORT]


@pytest.mark.parametrize("status", [200, 204])
def test_a_normal_answer_is_left_alone_and_the_model_set_for_later(status: int) -> None:
    stage = idle()
    stage.order(to())
    (sent,) = stage.history(ANSWERED)
    assert sent == SwitchModel(
        server=LAB,
        action=ACTION,
        session=A,
        body=b'{"model":{"providerID":"fake","id":"ok-gpt"}}',
    )
    stage.prompt_answered(status)
    move = stage.move
    assert (move.result, move.message) == ("set", "")
    assert move.evidence == "Refactor billing, idle: its next prompt uses ok-gpt"
    assert move.hint == "no prompt was sent; a prompt or an agent that names a model ignores it"
    assert stage.all_sent(SendPrompt) == []


def test_a_session_without_a_prompt_gets_its_model_set() -> None:
    stage = Stage()
    stage.status("idle")
    stage.order(to())
    (sent,) = stage.history(None)
    assert isinstance(sent, SwitchModel)


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (0, "connection lost", "did not say that it set the model (connection lost)"),
        (404, "no such call", "did not set the model: no such call"),
    ],
)
def test_a_switch_that_was_not_taken_is_refused(status: int, reason: str, said: str) -> None:
    stage = idle()
    stage.order(to())
    stage.history(ANSWERED)
    stage.prompt_answered(status, reason)
    assert stage.move.result == "refused"
    assert stage.move.evidence == f"the server {said}; no prompt was sent"


def test_a_variant_that_the_switch_cannot_keep_is_named() -> None:
    stage = idle()
    stage.order(to(replace(GPT, variant="low")))
    stage.history(ANSWERED)
    stage.prompt_answered()
    assert stage.move.hint.endswith("and so is the variant low")


def test_an_idle_session_is_moved_with_a_real_prompt() -> None:
    stage = idle()
    stage.order(to(send="Go on with the tests"))
    (sent,) = stage.history(ANSWERED)
    assert isinstance(sent, SendPrompt)
    assert stage.all_sent(SendAbort) == []


@pytest.mark.parametrize(("word", "aborts"), [("idle", 0), ("busy", 1), ("retry", 1)])
def test_a_status_that_nobody_has_told_is_read_first(word: str, aborts: int) -> None:
    stage = Stage()
    assert stage.order(to()) == [STATUS]
    assert stage.status_read(word) == [HISTORY]
    stage.history(last_turn())
    assert len(stage.all_sent(SendAbort)) == aborts
    assert len(stage.all_sent(SendPrompt)) == 1 - aborts
    assert stage.move.was == word


def test_what_the_stream_says_after_the_status_was_read_is_newer() -> None:
    stage = Stage()
    stage.order(to())
    stage.status_read("retry")
    stage.later(100).status("idle")
    stage.history(last_turn())
    assert stage.all_sent(SendAbort) == []


def test_a_status_of_an_earlier_connection_is_read_again() -> None:
    stage = Stage()
    stage.now -= 120_000
    stage.status("idle")
    stage.now += 120_000
    assert stage.order(to()) == [STATUS]


def test_what_runs_below_is_named_as_it_stops_too() -> None:
    stage = running(info(), info("ses_b", parent=A), info("ses_c", parent="ses_b"))
    stage.status("busy", "ses_b")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn())
    stage.prompt_answered()
    stage.answer("msg_new", stage.move.message)
    stage.text("msg_new")
    assert stage.move.result == "proved"
    assert stage.move.hint == "the abort also stops what ran below it: Task b"


def test_the_source_is_the_model_that_answered_last() -> None:
    stage = running(word="retry")
    stage.answer(OLD_ANSWER, OLD_PROMPT, KIMI)
    stage.order(to())
    assert stage.move.source == KIMI


def test_the_source_is_that_of_the_last_prompt_where_nothing_else_is_known() -> None:
    stage = Stage()
    stage.status("busy")
    stage.order(to())
    assert stage.move.source is None
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn())
    assert stage.move.source == OPUS
