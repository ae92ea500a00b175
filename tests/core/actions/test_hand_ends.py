"""A moved child that has no result, and a parent that cannot be told."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import (
    ReadHistory,
    SendPrompt,
)
from omo_watch_core.model import Failure, Message
from tests.core.actions.handing import (
    ABORTED,
    LIMIT,
    PARENT,
    TURN,
    ends,
    hand,
    handed,
    lists,
    moved,
    to_parent,
)
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import LAB, A


@pytest.mark.parametrize(
    ("failure", "error"),
    [(LIMIT, "Rate limit reached"), (Failure(name="ProviderAuthError"), "ProviderAuthError")],
)
def test_the_error_of_a_child_that_failed_is_handed_over(failure: Failure, error: str) -> None:
    stage = moved()
    assert ends(stage, failure=failure, finish=None) == []
    stage.tick(9)
    assert hand(stage).phase == "waiting"
    sent = stage.tick()
    assert sent == [ReadHistory(server=LAB, action=hand(stage).id, session=PARENT)]
    to_parent(stage)
    assert handed(stage)["parts"][0]["text"] == (
        'The task "Explore tests" was moved to fake/ok-gpt and could not finish. '
        f"Its error:\n\n{error}"
    )


def test_a_failure_that_another_model_makes_good_is_no_end() -> None:
    stage = moved()
    ends(stage, failure=LIMIT, finish=None)
    stage.tick(9)
    stage.status("busy")
    stage.tick(30)
    assert hand(stage).phase == "waiting"
    ends(stage)
    assert (hand(stage).phase, hand(stage).failed) == ("result", False)


def test_a_child_that_a_person_stopped_has_no_result() -> None:
    stage = moved()
    ends(stage, failure=ABORTED, finish=None)
    stage.tick(9)
    assert hand(stage).result is None
    stage.tick()
    title = "Explore tests (@explore subagent)"
    why = f"{title} was stopped; no result was handed over"
    assert (hand(stage).result, hand(stage).evidence) == ("refused", why)


def test_a_child_that_rests_without_an_answer_is_given_up_after_five_minutes() -> None:
    stage = moved()
    ends(stage, finish=None, completed_ms=None)
    stage.tick(299)
    assert hand(stage).result is None
    stage.tick()
    title = "Explore tests (@explore subagent)"
    why = f"{title} rests without an answer; no result was handed over"
    assert (hand(stage).result, hand(stage).evidence) == ("refused", why)


@pytest.mark.parametrize(
    ("who", "name"), [(A, "Explore tests (@explore subagent)"), (PARENT, "Big plan")]
)
def test_it_ends_with_the_parent_and_with_the_child(who: str, name: str) -> None:
    stage = moved()
    stage.deleted(who)
    stage.tick()
    why = f"{name} is gone; no result was handed over"
    assert (hand(stage).result, hand(stage).evidence) == ("refused", why)


def test_it_ends_with_the_server() -> None:
    stage = moved()
    stage.tell(ev.ServerRemoved(server=LAB, at_ms=stage.now))
    why = f"{LAB} is not watched any more; no result was handed over"
    assert (hand(stage).result, hand(stage).evidence) == ("refused", why)


@pytest.mark.parametrize(
    ("turn", "failed", "why"),
    [
        (None, "it failed inside (500)", "it failed inside (500)"),
        (None, None, "the parent never had a prompt"),
        (last_turn(prompt=Message(id="m", session=PARENT, role="user")), None, "the parent never"),
    ],
)
def test_a_parent_whose_turn_is_unknown_is_not_prompted(
    turn: ev.LastTurn | None, failed: str | None, why: str
) -> None:
    stage = moved()
    ends(stage)
    lists(stage, "Done.")
    to_parent(stage, turn, failed)
    assert hand(stage).result == "refused"
    assert hand(stage).evidence.startswith(f"the result was not handed over: {why}")
    assert [prompt.session for prompt in stage.all_sent(SendPrompt)] == [A]


@pytest.mark.parametrize("phase", ["result", "reading", "prompting"])
def test_a_server_that_falls_silent_is_not_waited_for_for_ever(phase: str) -> None:
    stage = moved()
    ends(stage)
    if phase != "result":
        lists(stage, "Done.")
    if phase == "prompting":
        to_parent(stage)
    assert hand(stage).phase == phase
    stage.tick(29)
    assert hand(stage).result is None
    stage.tick()
    why = "the server did not answer; nothing was handed over"
    assert (hand(stage).result, hand(stage).evidence) == ("refused", why)


@pytest.mark.parametrize("phase", ["waiting", "result", "reading", "prompting"])
def test_answers_of_another_phase_change_nothing(phase: str) -> None:
    stage = moved()
    if phase != "waiting":
        ends(stage)
    if phase in ("reading", "prompting"):
        lists(stage, "Done.")
    if phase == "prompting":
        to_parent(stage)
    before = hand(stage)
    assert before.phase == phase
    stage.name = before.id
    stage.status_read("idle")
    if phase != "result":
        lists(stage, "Again.")
    if phase != "reading":
        stage.history(TURN)
    if phase != "prompting":
        stage.prompt_answered()
    assert hand(stage) == before


def test_an_error_that_only_the_session_tells_is_handed_over_too() -> None:
    stage = moved()
    stage.tell(ev.SessionErred(server=LAB, at_ms=stage.now, session=A, failure=LIMIT))
    ends(stage, finish=None)
    stage.tick(10)
    to_parent(stage)
    assert handed(stage)["parts"][0]["text"].endswith("Its error:\n\nRate limit reached")
