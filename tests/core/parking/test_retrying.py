"""A session goes on now on its model, or is given up; what works is left alone."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from omo_watch_core.effects import ReadStatus, SendAbort, SendPrompt
from omo_watch_core.events import LastTurn
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.model import ModelRef, SessionState
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.row import RowKey, row
from tests.core.actions.histories import ANSWERED, PARTIAL, last_turn
from tests.core.actions.stage import LAB, OPUS, A, failure, to
from tests.core.parking.stand import GIVE_UP, RETRY, Stand, parked, resting, waiting

TURN = last_turn()


def body(stand: Stand) -> dict[str, Any]:
    (prompt,) = stand.all_sent(SendPrompt)
    return msgspec.json.decode(prompt.body)


def test_a_wait_is_ended_and_the_same_model_asked_again() -> None:
    stand = waiting()
    assert [type(effect) for effect in stand.order(RETRY)] == [ReadStatus]
    stand.later(10).status_read("retry")
    assert [type(effect) for effect in stand.history(TURN)] == [SendAbort]
    stand.abort_answered()
    stand.status("idle")
    stand.history(TURN)
    assert body(stand)["model"] == {"providerID": "fake", "modelID": "limited-opus"}
    assert body(stand)["variant"] == "high"
    stand.prompt_answered()
    stand.answer("msg_9", stand.move.message, OPUS)
    stand.text("msg_9")
    assert (stand.move.result, stand.move.purpose) == ("proved", "retry")


@pytest.mark.parametrize(
    ("turn", "text"), [(TURN, ""), (PARTIAL, "Continue exactly where your last answer stopped")]
)
def test_what_failed_or_was_cut_off_is_asked_again_without_an_abort(
    turn: LastTurn, text: str
) -> None:
    stand = waiting()
    stand.status("idle")
    stand.answer("msg_00000000000000000000000002", "msg_1", OPUS, failure=failure(), completed_ms=1)
    stand.order(RETRY)
    stand.later(10).status_read("idle")
    stand.history(turn)
    assert stand.all_sent(SendAbort) == []
    (part,) = body(stand)["parts"]
    assert part["text"].startswith(text)
    assert bool(part["text"]) is bool(text)


@pytest.mark.parametrize(
    ("turn", "why"), [(ANSWERED, "it has its answer"), (None, "it never had a prompt")]
)
def test_an_answer_is_not_asked_for_again(turn: LastTurn | None, why: str) -> None:
    stand = waiting()
    stand.status("idle")
    stand.order(RETRY)
    stand.later(10).status_read("idle")
    assert stand.history(turn) == []
    assert stand.move.result == "refused"
    assert stand.move.evidence.startswith(why)


def test_a_turn_that_works_is_left_alone() -> None:
    stand = waiting()
    stand.status("busy")
    assert stand.order(RETRY) == []
    assert stand.move.evidence == "it works, there is nothing to retry; nothing was sent"


def test_a_turn_that_began_to_work_meanwhile_is_left_alone() -> None:
    stand = waiting()
    stand.order(RETRY)
    stand.later(10).status_read("busy")
    assert stand.history(TURN) == []
    assert (stand.move.result, stand.all_sent(SendAbort)) == ("refused", [])


def test_a_turn_that_shows_nothing_for_minutes_may_be_asked_again() -> None:
    stand = waiting()
    stand.status("busy")
    stand.later(150_000)
    stand.order(RETRY)
    stand.later(10).status_read("busy")
    assert [type(effect) for effect in stand.history(TURN)] == [SendAbort]


def test_a_model_that_the_server_has_no_more_is_named() -> None:
    stand = waiting()
    gone = ModelRef(provider="fake", model="gone")
    stand.answer("msg_00000000000000000000000003", "msg_1", gone)
    assert stand.order(RETRY) == []
    assert "lab has no model `fake/gone`" in stand.move.evidence


def test_what_another_program_lets_go_on_now_is_left_to_it() -> None:
    stand = resting(parked(stage="resuming", resumer="guard 7", changed_ms=parked().due_ms))
    assert stand.order(RETRY) == []
    assert stand.move.evidence.startswith("guard 7 lets it go on at this moment")


def given_up() -> Stand:
    stand = waiting()
    (abort,) = stand.order(GIVE_UP)
    assert isinstance(abort, SendAbort)
    stand.abort_answered()
    stand.answer("msg_00000000000000000000000002", "msg_1", OPUS, completed_ms=stand.now)
    stand.status("idle")
    stand.tick(4)
    stand.status_read("idle")
    return stand


def evidence(stand: Stand) -> str | None:
    line = row(stand.state, RowKey(server=LAB, session=A))
    assert line is not None
    return line.verdict.evidence if line.verdict else None


def word(stand: Stand) -> SessionState:
    line = row(stand.state, RowKey(server=LAB, session=A))
    assert line is not None
    return line.state


def test_a_wait_that_is_given_up_says_by_whom_until_the_next_turn() -> None:
    stand = given_up()
    assert stand.action.result == "given up"
    assert "given up, quiet for 3s" in stand.action.evidence
    assert evidence(stand) == "given up by ben@desk"
    assert word(stand) == "failed"
    stand.later(1_000)
    stand.prompt("msg_00000000000900000000000000", created_ms=stand.now)
    assert evidence(stand) != "given up by ben@desk"
    assert word(stand) != "failed"


def test_it_is_still_known_after_a_restart() -> None:
    stand = given_up()
    (deed,) = [one for one in stand.written if getattr(one, "stage", "") == "given up"]
    assert isinstance(deed, Deed)
    again = Stand(owner="ann@desk")
    again.later(60_000).status("idle")
    again.prompt()
    assert (word(again), evidence(again)) == ("idle", None)
    again.read(deeds=[deed])
    assert (word(again), evidence(again)) == ("failed", "given up by ben@desk")
    assert inbox(again.state) == ()


@pytest.mark.parametrize("word", ["busy", "idle"])
def test_what_does_not_wait_is_not_given_up(word: str) -> None:
    stand = waiting()
    stand.status(word)
    assert stand.order(GIVE_UP) == []
    assert stand.action.result == "refused"


def test_what_is_found_at_work_is_not_stopped() -> None:
    stand = Stand()
    assert [type(one) for one in stand.order(GIVE_UP)] == [ReadStatus]
    assert stand.status_read("busy") == []
    assert stand.action.result == "refused"


def test_what_is_parked_is_taken_back_by_another_key() -> None:
    stand = resting(parked())
    assert stand.order(GIVE_UP) == []
    assert "it is stopped already, and parked" in stand.action.evidence


def test_what_a_move_makes_of_a_parked_session_closes_its_row() -> None:
    stand = resting(parked())
    stand.order(to())
    stand.history(TURN)
    assert (stand.row().stage, stand.row().why) == ("dropped", "moved to ok-gpt by ben@desk")
