"""Answers of an operator to what the story asks, through the real decisions and the real fold."""

import pytest

from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.commands import Answer, Cancel, Reply
from omo_watch_core.contract import all_rows
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.model import Ask
from omo_watch_core.select.row import Row


@pytest.fixture
def rehearsal() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.run_to(5_000)
    return rehearsal


def _row(rehearsal: Rehearsal, title: str) -> Row:
    (row,) = [r for r in all_rows(rehearsal.state) if r.session.info.title.startswith(title)]
    return row


def _asked(rehearsal: Rehearsal, kind: str) -> tuple[Row, Ask]:
    (row,) = [r for r in all_rows(rehearsal.state) if r.ask and r.ask.kind == kind]
    assert row.ask is not None
    return row, row.ask


def _answer(
    rehearsal: Rehearsal,
    row: Row,
    ask: Ask,
    reply: Reply,
    answers: tuple[tuple[str, ...], ...] = (),
    text: str | None = None,
) -> AnswerAction:
    action = rehearsal.submit(
        Answer(
            nonce="abcdefghij1234", server=row.key.server, session=row.key.session, ask=ask.id,
            reply=reply, answers=answers, text=text,
        )
    )  # fmt: skip
    done = rehearsal.run_to(12_000).actions[action]
    assert isinstance(done, AnswerAction)
    return done


@pytest.mark.parametrize("reply", ["once", "always"])
def test_a_permission_lets_the_run_go_on(rehearsal: Rehearsal, reply: Reply) -> None:
    row, ask = _asked(rehearsal, "permission")
    assert _answer(rehearsal, row, ask, reply).result == "answered"
    title = row.session.info.title
    rehearsal.run_to(60_000)
    assert _row(rehearsal, title).state == "done"
    assert _row(rehearsal, title).ask is None


def test_a_reject_ends_the_run_and_words_do_not(rehearsal: Rehearsal) -> None:
    row, ask = _asked(rehearsal, "permission")
    assert _answer(rehearsal, row, ask, "reject").result == "answered"
    assert _row(rehearsal, row.session.info.title).session.status == "idle"
    other = Rehearsal()
    other.run_to(5_000)
    row, ask = _asked(other, "permission")
    assert _answer(other, row, ask, "reject", text="Use production").result == "answered"
    assert _row(other, row.session.info.title).session.answered


def test_a_question_of_the_story_is_answered(rehearsal: Rehearsal) -> None:
    row, ask = _asked(rehearsal, "question")
    label = ask.questions[0].options[0][0]
    done = _answer(rehearsal, row, ask, "answers", ((label,),))
    assert done.result == "answered"
    rehearsal.run_to(60_000)
    assert _row(rehearsal, row.session.info.title).ask is None


def test_a_dead_request_of_the_story_is_only_rejected(rehearsal: Rehearsal) -> None:
    row, ask = _asked(rehearsal, "permission")
    rehearsal.submit(Cancel(nonce="c" * 14, server=row.key.server, session=row.key.session))
    rehearsal.run_to(9_000)
    (dead,) = _row(rehearsal, row.session.info.title).dead
    assert dead.id == ask.id
    assert _answer(rehearsal, row, dead, "once").result == "refused"
    assert _answer(rehearsal, row, dead, "reject").result == "answered"
    assert _row(rehearsal, row.session.info.title).dead == ()
