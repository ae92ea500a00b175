"""Who is told of a moved child, and that nobody is told twice."""

import pytest

from tests.core.actions.handing import PARENT, family, hand, hands, move, moved
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import GPT, KIMI, running, to


def test_a_second_move_of_the_child_hands_over_once() -> None:
    stage = moved()
    stage.later(30_000)
    stage.order(to(KIMI, nonce="bbbbbbbbbbbbbb"))
    stage.history(last_turn())
    stage.abort_answered()
    stage.status("idle")
    stage.history(last_turn())
    stage.prompt_answered()
    assert len(hands(stage)) == 1
    stage.prompt(stage.move.message)
    stage.status("busy")
    stage.answer("msg_00000000000000000000000009", stage.move.message, KIMI)
    stage.text("msg_00000000000000000000000009")
    assert stage.move.result == "proved"
    assert len(hands(stage)) == 1


def test_a_second_move_that_the_parent_waited_for_too_hands_over_once() -> None:
    stage = family(child=None)
    for target, nonce in ((GPT, "a" * 14), (KIMI, "b" * 14)):
        stage.later(1_000)
        stage.order(to(target, nonce=nonce))
        stage.history(last_turn())
        stage.abort_answered()
        stage.status("idle")
        stage.history(last_turn())
        stage.prompt_answered()
        stage.prompt(stage.move.message)
        stage.status("busy")
        answer = f"msg_0000000000000000000000000{3 if target is GPT else 5}"
        stage.answer(answer, stage.move.message, target)
        stage.text(answer)
        assert (stage.move.parent, stage.move.result) == (PARENT, "proved")
    assert hand(stage).model == "fake/ok-gpt"


@pytest.mark.parametrize("how", ["background", "root", "parent idle"])
def test_nobody_who_does_not_wait_is_told(how: str) -> None:
    if how == "background":
        stage = family(background=True)
    elif how == "root":
        stage = running(word="retry")
    else:
        stage = family()
        stage.status("idle", PARENT)
    move(stage)
    assert (stage.move.parent, hands(stage)) == (None, [])


def test_a_move_that_never_prompted_has_nothing_to_hand_over() -> None:
    stage = family()
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered(ok=False, reason="no")
    assert (stage.move.result, stage.move.parent) == ("refused", PARENT)
    assert hands(stage) == []


def test_a_parent_that_goes_before_the_move_ends_is_not_told() -> None:
    stage = family()
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.status("idle")
    stage.deleted(PARENT)
    stage.history(last_turn())
    stage.prompt_answered()
    stage.tick(20)
    assert (stage.move.result, hands(stage)) == ("accepted", [])


def test_a_move_that_was_not_proved_is_handed_over_too() -> None:
    stage = family()
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.status("idle")
    stage.history(last_turn())
    stage.prompt_answered()
    stage.tick(21)
    assert (stage.move.result, hand(stage).phase) == ("accepted", "waiting")


def test_a_session_of_a_short_name_has_an_id_of_full_length() -> None:
    assert hand(moved()).id == "act_000000000ses_a"
