"""Several sessions, several questions: each answer goes to the one that it is for."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadMessages, ReadStatus, SendAbort, SendPrompt
from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.order import stamp_of
from tests.core.actions.stage import LAB, A, info
from tests.core.charge.desk import Desk, limited, working

B = "ses_b"


def two(**setting: object) -> Desk:
    """Give two sessions that work; other limits of one do not keep the other from a model."""
    desk = working(info(), info(B), share_cooldowns="off", **setting)
    desk.asks(B)
    desk.status("busy", B)
    desk.answers(session=B)
    return desk


def record(desk: Desk, session: str = A) -> SessionFallback:
    return desk.duty.engine.sessions[LAB, session]


def test_messages_of_one_session_answer_no_question_about_another() -> None:
    desk = two()
    desk.waits()
    desk.waits(B)
    desk.listed()
    assert [read.session for read in desk.all(ReadStatus)] == [A]


def test_what_cannot_be_read_of_one_session_holds_no_other() -> None:
    desk = two()
    desk.waits()
    desk.waits(B)
    desk.unread()
    assert {line.session for line in desk.lines("decision") if "held" in line.text} == {A}


@pytest.mark.parametrize(
    ("what", "session"), [("todos", A), ("directory", None), ("messages", None)]
)
def test_what_else_cannot_be_read_holds_nothing(what: str, session: str | None) -> None:
    desk = limited()
    failed = ev.ReadFailed(server=LAB, at_ms=desk.now, what=what, reason="no", session=session)
    desk.tell(failed)
    assert (desk.held(), len(desk.duty.errands)) == ([], 1)


def test_a_status_that_is_told_twice_leads_to_one_abort() -> None:
    desk = limited()
    desk.listed()
    (read,) = desk.all(ReadStatus)
    for _ in range(2):
        desk.tell(
            ev.StatusRead(server=LAB, at_ms=desk.now, action=read.action, session=A, status="retry")
        )
    assert len(desk.all(SendAbort)) == 1


@pytest.mark.parametrize("ask", ["ask_1", "ask_99"])
def test_an_abort_that_nobody_sent_answers_nothing(ask: str) -> None:
    desk = limited()
    desk.tell(ev.AbortAnswered(server=LAB, at_ms=desk.now, action=ask, session=A, ok=True))
    assert (desk.kinds(), desk.duty.barriers) == ([ReadMessages], frozenset())


def test_each_session_is_prompted_behind_its_own_newest_message() -> None:
    desk = two()
    newest = desk.session().answer
    assert newest is not None
    desk.waits()
    desk.serve(SendAbort)
    desk.aborted()
    desk.listed()
    desk.waits(B)
    desk.open.reverse()
    desk.listed()  # the other one's, in between
    desk.serve(SendPrompt)
    (prompt,) = [body for body in desk.bodies() if body["messageID"]]
    assert stamp_of(prompt["messageID"]) == (stamp_of(newest.id) or 0) + 1


def test_each_session_knows_its_own_prompt() -> None:
    desk = two()
    for session in (A, B):
        desk.waits(session)
        desk.serve_to_prompt(silent=False)
        desk.prompted(runs=False)
    desk.status("idle")
    assert desk.open == []
    assert record(desk).awaiting


def test_each_session_has_its_own_offer() -> None:
    desk = two(mode="assist")
    desk.waits()
    desk.waits(B)
    assert set(desk.duty.offers) == {(LAB, A), (LAB, B)}
