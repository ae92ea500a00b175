"""An abort is sent by what the server says this moment, or not at all."""

import pytest

from omo_watch_core.effects import ReadHistory, ReadMessages, ReadStatus, SendAbort, SendPrompt
from tests.core.actions.stage import GPT, KIMI, LAB, A, info
from tests.core.charge.children import PARENT
from tests.core.charge.desk import Desk, limited

SILENT = "session.timeout: fake/ok-gpt showed nothing in 30 s"


def prompted() -> Desk:
    """Give a session that was prompted by us and whose answer shows nothing."""
    desk = limited()
    desk.serve()
    desk.answers(GPT)
    return desk


def test_a_session_that_waits_is_aborted() -> None:
    desk = limited()
    desk.listed()
    desk.status_read("retry")
    assert desk.kinds()[-1] is SendAbort


def test_a_session_that_works_by_now_is_left_alone() -> None:
    desk = limited()
    desk.listed()
    desk.status_read("busy")
    assert (desk.all(SendAbort), desk.open) == ([], [])
    assert desk.held() == ["it is busy, and not ours to stop"]
    assert desk.texts("decision")[-1] == "not sent: the abort was held back"
    assert desk.duty.errands == {}


def test_a_session_that_rests_by_now_needs_no_abort() -> None:
    desk = limited()
    desk.listed()
    desk.status("idle")
    desk.changes(completed_ms=desk.now)
    desk.status_read("idle")
    assert desk.all(SendAbort) == []
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_session_that_rests_but_for_the_stream_is_not_prompted() -> None:
    desk = limited()
    desk.listed()
    desk.status_read("idle")
    desk.listed()
    desk.status_read("idle")
    desk.turn_read()
    assert desk.models() == []
    assert desk.texts("decision")[-1] == "not sent: a turn of somebody else runs; nothing was sent"


def test_a_status_that_cannot_be_read_holds_the_abort() -> None:
    desk = limited()
    desk.listed()
    desk.status_read(None)
    assert (desk.all(SendAbort), desk.held()) == ([], ["it is unknown, and not ours to stop"])


def test_messages_that_cannot_be_read_hold_the_abort() -> None:
    desk = limited()
    desk.unread()
    assert (desk.all(SendAbort), desk.held()) == ([], ["it failed inside (500)"])
    assert desk.duty.errands == {}


def test_an_abort_that_was_not_answered_is_no_barrier() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted(ok=False, reason="no answer within 15 s")
    assert (desk.open, desk.models()) == ([], [])
    assert desk.held() == ["the abort was not answered: no answer within 15 s"]
    assert (LAB, A) not in desk.duty.barriers


def test_a_history_that_cannot_be_read_behind_the_abort_holds_the_prompt() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.never_read()
    assert (desk.open, desk.models()) == ([], [])
    assert desk.held() == ["it failed inside (500)"] * 6
    assert "not sent: the messages could not be read" in desk.texts("decision")


def test_a_turn_that_cannot_be_read_holds_the_prompt() -> None:
    desk = limited()
    desk.serve(ReadHistory)
    desk.turn_read(failed="it failed inside (500)")
    assert desk.models() == []
    assert desk.texts("decision")[-1] == (
        "not sent: its history could not be read: it failed inside (500); "
        "what ran is stopped, no prompt was sent"
    )


def test_a_listing_that_was_asked_for_before_answers_nothing() -> None:
    desk = limited()
    desk.listed(asked_ms=desk.now - 1)
    assert desk.kinds() == [ReadMessages]


def test_a_listing_of_the_same_moment_answers() -> None:
    desk = limited()
    desk.later(50).listed(asked_ms=desk.now - 50)
    assert desk.kinds() == [ReadMessages, ReadStatus]


def test_a_server_that_never_answers_is_not_waited_for_for_ever() -> None:
    desk = limited()
    desk.tick(59)
    assert len(desk.duty.errands) == 1
    desk.tick(1)
    assert desk.duty.errands == {}
    assert desk.held() == ["no answer in time"]
    assert desk.kinds() == [ReadMessages]


@pytest.mark.parametrize("asked", [ReadMessages, ReadStatus])
def test_a_server_that_falls_silent_behind_the_abort_gets_no_prompt(asked: type) -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.serve(asked)
    desk.tick(60)
    assert desk.models() == []


def test_an_own_turn_that_shows_nothing_in_its_time_is_stopped() -> None:
    desk = prompted()
    desk.tick(29)
    assert len(desk.all(SendAbort)) == 1
    desk.tick(1)
    desk.serve()
    assert [abort.session for abort in desk.all(SendAbort)] == [A, A]
    assert desk.texts("action")[-2] == "abort (session.timeout)"
    assert desk.models() == ["ok-gpt", "ok-kimi"]


def test_an_own_prompt_that_never_runs_is_sent_again_and_then_passed_over() -> None:
    desk = limited()
    for _ in range(32):
        desk.serve(SendPrompt)
        if desk.open:
            desk.prompted(runs=False)
        desk.tick()
    first, again, _ = (prompt.body for prompt in desk.all(SendPrompt))
    assert (first == again, desk.models()) == (True, ["ok-gpt", "ok-gpt", "ok-kimi"])
    assert len(desk.all(SendAbort)) == 1


@pytest.mark.parametrize("sign", ["text", "answer"])
def test_an_own_turn_that_shows_something_is_never_stopped(sign: str) -> None:
    desk = prompted()
    desk.tick(5)
    answer = desk.session().answer
    assert answer is not None
    if sign == "text":
        desk.part(answer.id, "W")
    else:
        desk.part(desk.answers(GPT), "W")
    desk.tick(120)
    desk.serve()
    assert len(desk.all(SendAbort)) == 1
    assert desk.models() == ["ok-gpt"]


def test_an_own_turn_that_answers_while_it_is_looked_at_is_not_stopped() -> None:
    desk = prompted()
    desk.tick(30)
    desk.serve(ReadStatus)
    answer = desk.session().answer
    assert answer is not None
    desk.part(answer.id, "W")
    desk.status_read("busy")
    assert len(desk.all(SendAbort)) == 1
    assert desk.held() == ["it is busy, and not ours to stop"]


def test_a_turn_of_a_person_behind_ours_is_not_stopped() -> None:
    desk = prompted()
    desk.tick(20)
    desk.asks(model=KIMI)
    desk.answers(KIMI)
    for _ in range(60):
        desk.tick()
        desk.serve()
    assert len(desk.all(SendAbort)) == 1
    assert set(desk.models()) == {"ok-gpt"}


def silent_child() -> Desk:
    """Give a background child that works and shows nothing in its first minute and a half."""
    desk = Desk(info(parent=PARENT), info(PARENT))
    desk.status("idle", PARENT)
    desk.asks()
    desk.status("busy")
    desk.answers()
    desk.tick(91)
    return desk


def test_a_silent_child_that_others_began_is_not_stopped() -> None:
    desk = silent_child()
    desk.serve()
    assert desk.changing() == []
    assert desk.held() == ["it is busy, and not ours to stop"]
    assert any("the child showed nothing in 90 s" in text for text in desk.texts("decision"))


def test_a_silent_child_that_waits_is_stopped() -> None:
    desk = silent_child()
    desk.listed()
    desk.status_read("retry")
    assert [abort.session for abort in desk.all(SendAbort)] == [A]
    assert desk.texts("action") == ["abort (first-prompt-watchdog)"]


def test_a_child_that_says_a_word_is_not_looked_at() -> None:
    desk = Desk(info(parent=PARENT), info(PARENT))
    desk.status("idle", PARENT)
    desk.asks()
    desk.status("busy")
    desk.part(desk.answers(), "W")
    desk.tick(91)
    assert desk.kinds() == []


def test_every_question_is_asked_of_the_session_that_it_is_about() -> None:
    desk = prompted()
    desk.tick(30)
    desk.serve()
    reads = desk.all(ReadStatus)
    assert {(read.server, read.session) for read in reads} == {(LAB, A)}
    assert {read.directory for read in reads} == {desk.session().info.directory}
    assert {prompt.session for prompt in desk.all(SendPrompt)} == {A}
    assert len({read.action for read in reads}) == len(reads)
