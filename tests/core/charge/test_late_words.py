"""Last words of a run that we ended come late, and mean nothing to the run that follows it."""

from collections.abc import Callable

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import SendPrompt
from omo_watch_core.model import Message
from tests.core.actions.stage import GPT, LAB, OPUS, A
from tests.core.charge.desk import Desk, limited, working
from tests.core.charge.setting import ABORTED, SPENT


def taken() -> tuple[Desk, Message]:
    """Give a session whose next model was prompted, and the last answer of the one before.

    The stream lags behind: it has told neither the end of the old run nor our prompt.
    """
    desk = limited()
    answer = desk.session().answer
    assert answer is not None
    desk.serve_to_prompt(silent=False)
    desk.prompted(runs=False)
    return desk, answer


def delta(desk: Desk, answer: Message) -> None:
    desk.tell(
        ev.TextGrew(
            server=LAB, at_ms=desk.now, session=A, message=answer.id, part="prt_1", delta="W"
        )
    )


def twice_aborted(desk: Desk, answer: Message) -> None:
    desk.errs(ABORTED)
    desk.changes(failure=ABORTED, completed_ms=desk.now)


LATE: dict[str, Callable[[Desk, Message], object]] = {
    "its idle": lambda desk, answer: desk.status("idle"),
    "a part": lambda desk, answer: desk.part(answer.id),
    "a piece of text": delta,
    "its end": lambda desk, answer: desk.changes(completed_ms=desk.now),
    "its finish": lambda desk, answer: desk.changes(completed_ms=desk.now, finish="stop"),
    "its abort": lambda desk, answer: desk.errs(ABORTED),
    "its aborted answer": lambda d, answer: d.changes(failure=ABORTED, completed_ms=d.now),
    "its abort, twice": twice_aborted,
    "its own limit": lambda desk, answer: desk.changes(failure=SPENT, completed_ms=desk.now),
}


@pytest.mark.parametrize("what", LATE)
def test_late_words_of_the_ended_run_move_nothing(what: str) -> None:
    desk, answer = taken()
    LATE[what](desk.later(40), answer)
    assert desk.open == []
    record = desk.duty.engine.sessions[LAB, A]
    assert (record.awaiting, record.worked, record.cancelled) == (True, False, False)
    assert record.state is not None
    assert record.state.current == "fake/ok-gpt"


BEHIND = [what for what in LATE if what not in ("its idle", "its abort", "its abort, twice")]
"""The stream tells how a run ends before the prompt that follows; messages may change later."""


@pytest.mark.parametrize("what", BEHIND)
def test_late_words_behind_our_prompt_do_not_answer_for_the_new_model(what: str) -> None:
    desk, answer = taken()
    desk.runs(desk.all(SendPrompt)[0])
    LATE[what](desk.later(40), answer)
    desk.answers(GPT)
    desk.tick(30)
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]


@pytest.mark.parametrize("what", LATE)
def test_the_answer_of_the_new_model_counts_after_all_of_them(what: str) -> None:
    desk, answer = taken()
    LATE[what](desk.later(40), answer)
    desk.runs(desk.all(SendPrompt)[0])
    desk.part(desk.answers(GPT))
    desk.tick(40)
    desk.serve()
    assert desk.models() == ["ok-gpt"]
    assert [line.data["result"] for line in desk.lines("result")] == ["proved"]


def test_our_own_run_that_ends_without_a_word_has_failed() -> None:
    desk, _ = taken()
    desk.runs(desk.all(SendPrompt)[0])
    desk.answers(GPT)
    desk.later(40).changes(completed_ms=desk.now)
    desk.status("idle")
    assert "ended without an answer" in desk.texts("decision")[-1]
    desk.serve()
    desk.tick(2)
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]


def test_our_own_run_that_ends_behind_a_word_has_answered() -> None:
    desk, _ = taken()
    desk.runs(desk.all(SendPrompt)[0])
    desk.part(desk.answers(GPT))
    desk.later(40).status("idle")
    desk.tick(40)
    assert (desk.open, desk.models()) == ([], ["ok-gpt"])


def test_a_growing_answer_of_our_own_run_is_a_sign_of_life() -> None:
    desk, _ = taken()
    desk.runs(desk.all(SendPrompt)[0])
    name = desk.answers(GPT)
    delta(desk, Message(id=name, session=A, role="assistant"))
    assert desk.duty.engine.sessions[LAB, A].worked
    desk.tick(40)
    assert (desk.open, desk.models()) == ([], ["ok-gpt"])


def test_an_error_of_the_new_model_itself_advances() -> None:
    desk, _ = taken()
    desk.runs(desk.all(SendPrompt)[0])
    desk.later(3_000).answers(GPT)
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]


def test_an_echo_of_a_known_error_is_no_second_error() -> None:
    desk = working()
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve(SendPrompt)
    before = len(desk.texts("decision"))
    desk.errs()
    assert len(desk.texts("decision")) == before


def test_a_person_who_stops_the_session_is_obeyed() -> None:
    desk = limited()
    desk.serve()
    desk.later(3_000).part(desk.answers(GPT))
    desk.errs(ABORTED)
    desk.changes(failure=ABORTED, completed_ms=desk.now)
    desk.status("idle")
    desk.tick(60)
    desk.serve()
    assert desk.models() == ["ok-gpt"]
    assert desk.texts("decision")[-1] == "a person stopped it"
    assert desk.duty.engine.sessions[LAB, A].cancelled
    desk.asks()
    assert not desk.duty.engine.sessions[LAB, A].cancelled


def test_an_abort_behind_our_prompt_is_a_persons_however_soon_it_comes() -> None:
    desk, _ = taken()
    desk.runs(desk.all(SendPrompt)[0])
    desk.later(40).errs(ABORTED)
    assert desk.texts("decision")[-1] == "a person stopped it"
    desk.status("idle")
    desk.tick(60)
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_an_older_answer_that_changes_says_nothing() -> None:
    desk = working()
    older = desk.session().answer
    assert older is not None
    desk.later(10).answers(OPUS)
    message = Message(
        id=older.id, session=A, role="assistant", parent=older.parent, model=OPUS, failure=SPENT
    )
    desk.tell(ev.MessageSeen(server=LAB, at_ms=desk.now, message=message))
    assert desk.texts("decision") == []
