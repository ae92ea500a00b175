"""A parked session goes on once, at its time, as it was parked, and not beside many others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.prompt import prompt_ids
from omo_watch_core.actions.waking import action_of
from omo_watch_core.effects import Effect, ReadHistory, SendPrompt, TakeParked, WriteMetadata
from omo_watch_core.state import State
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import LAB, START, A, info
from tests.core.parking.stand import (
    DUE,
    NEWEST,
    RETRY,
    Stand,
    parked,
    resting,
)

TURN = last_turn(newest=NEWEST, asked="msg_00000000000000000000000001")


def asked(effects: list[Effect]) -> list[str]:
    return [effect.session for effect in effects if isinstance(effect, TakeParked)]


def until_due(stand: Stand) -> list[Effect]:
    """Let time pass up to the second at which it is due."""
    sent = stand.tick((DUE - stand.now) // 1_000 - 1)
    assert asked(sent) == []
    return stand.tick()


def resuming(stand: Stand) -> OverrideAction:
    """Let the session be taken, and give the action that lets it go on."""
    until_due(stand)
    stand.taken()
    (action,) = [a for a in stand.state.actions.values() if isinstance(a, OverrideAction)]
    stand.name = action.id
    return action


def test_it_is_asked_for_at_its_time_and_goes_on_on_its_model() -> None:
    stand = resting(parked())
    assert asked(until_due(stand)) == [A]
    (history,) = stand.taken()
    assert isinstance(history, ReadHistory)
    stand.name = history.action
    action = stand.move
    assert (action.purpose, action.automatic, action.target) == ("resume", True, parked().model)
    (prompt,) = stand.history(TURN)
    assert isinstance(prompt, SendPrompt)
    body = msgspec.json.decode(prompt.body)
    assert body["messageID"].startswith("msg_000000000001")
    assert body["model"] == {"providerID": "fake", "modelID": "limited-opus"}
    assert stand.row().stage == "resuming"
    stand.prompt_answered()
    stand.status("busy")
    stand.answer("msg_9", stand.move.message, parked().model)
    cleared = stand.text("msg_9")
    assert stand.move.result == "proved"
    assert stand.row().stage == "resumed"
    assert [type(effect) for effect in cleared] == [WriteMetadata]
    assert asked(stand.tick(120)) == []


def test_two_programs_send_the_same_message() -> None:
    bodies: set[str] = set()
    for owner in ("ann@desk", "ben@rack"):
        stand = resting(parked(), owner=owner)
        resuming(stand)
        stand.history(TURN)
        bodies.add(msgspec.json.decode(stand.all_sent(SendPrompt)[0].body)["messageID"])
    assert len(bodies) == 1


def test_who_retries_it_by_hand_sends_the_same_message_and_closes_the_row() -> None:
    other = resting(parked())
    resuming(other)
    other.history(TURN)
    stand = resting(parked())
    stand.order(RETRY)
    stand.later(10).status_read("idle")
    stand.history(TURN)
    (ours_,), (theirs,) = stand.all_sent(SendPrompt), other.all_sent(SendPrompt)
    names = [msgspec.json.decode(effect.body)["messageID"] for effect in (ours_, theirs)]
    assert names[0] == names[1]
    assert (stand.row().stage, stand.row().why) == (
        "resumed", "gone on before its time by ben@desk"
    )  # fmt: skip
    assert asked(stand.tick(60)) == []


def test_another_program_that_took_it_is_left_to_it() -> None:
    stand = resting(parked())
    until_due(stand)
    assert stand.taken(taken=False) == []
    stand.read(parked(stage="resuming", resumer="ann", changed_ms=stand.now))
    assert asked(stand.tick(55)) == []


def test_who_took_it_and_died_is_followed_after_a_minute() -> None:
    stand = resting(parked(stage="resuming", changed_ms=START + 21_000))
    assert asked(stand.tick(79)) == []
    assert asked(stand.tick(3)) == [A]


def test_who_died_behind_its_prompt_is_not_followed() -> None:
    first = resting(parked())
    resuming(first)
    first.history(TURN)
    sent = msgspec.json.decode(first.all_sent(SendPrompt)[0].body)["messageID"]
    stand = resting(parked(stage="resuming", changed_ms=START + 21_000))
    stand.prompt(sent)
    assert asked(stand.tick(100)) == []
    assert stand.row().stage == "resumed"


def test_what_was_due_while_nobody_ran_goes_on_at_once_one_by_one() -> None:
    names = ["ses_a", "ses_b", "ses_c"]
    rows = [parked(name, due_ms=START - 1_000 * place) for place, name in enumerate(names)]
    stand = Stand(*(info(name) for name in names))
    for name in names:
        stand.status("idle", name)
    assert asked(stand.read(*rows)) == ["ses_c"]
    assert asked(stand.tick()) == []
    assert asked(stand.tick()) == ["ses_b"]
    assert asked(stand.tick(2)) == ["ses_a"]


def test_other_providers_do_not_wait_for_one_another() -> None:
    other = msgspec.structs.replace(parked().model, provider="other")
    rows = [parked("ses_a", due_ms=START), parked("ses_b", due_ms=START, model=other)]
    stand = Stand(info("ses_a"), info("ses_b"))
    for name in ("ses_a", "ses_b"):
        stand.status("idle", name)
    assert asked(stand.read(*rows)) == ["ses_a", "ses_b"]


def prompted(stand: Stand) -> None:
    stand.prompt("msg_00000000000900000000000000", created_ms=stand.now)


@pytest.mark.parametrize(
    ("happens", "why", "clears"),
    [
        (prompted, "somebody prompted it meanwhile", True),
        (lambda stand: stand.status("busy"), "it runs again, and nobody here let it go on", True),
        (lambda stand: stand.retry(), "it runs again, and nobody here let it go on", True),
    ],
)
def test_what_is_not_as_it_was_parked_is_dropped(
    happens: Callable[[Stand], object], why: str, clears: bool
) -> None:
    stand = resting(parked())
    stand.later(1_000)
    happens(stand)
    assert (stand.row().stage, stand.row().why) == ("dropped", why)
    assert bool(stand.all_sent(WriteMetadata)) is clears
    assert asked(stand.tick(120)) == []


def test_what_another_program_lets_go_on_is_left_to_it() -> None:
    stand = resting(parked())
    stand.later(1_000)
    message, _ = prompt_ids(action_of(stand.row()), 0, stand.row().newest)
    stand.prompt(message, created_ms=stand.now)
    stand.status("busy")
    assert asked(stand.tick(120)) == []
    assert (stand.row().stage, stand.sent) == ("parked", [])
    over = msgspec.structs.replace(stand.row(), stage="resumed", changed_ms=stand.now)
    stand.read(over)
    assert (stand.row().stage, stand.sent) == ("resumed", [])


def test_a_deleted_session_is_dropped() -> None:
    stand = resting(parked())
    server = msgspec.structs.replace(stand.server, listed_ms=START)
    stand.state = msgspec.structs.replace(stand.state, servers={LAB: server})
    stand.deleted()
    assert (stand.row().stage, stand.row().why) == ("dropped", "it was deleted")
    assert stand.sent == []


def test_what_somebody_prompted_unseen_is_found_in_its_history() -> None:
    stand = resting(parked())
    resuming(stand)
    late = "msg_00000000000900000000000000"
    stand.history(last_turn(newest=late, asked=late))
    assert stand.all_sent(SendPrompt) == []
    assert (stand.move.result, stand.row().stage) == ("refused", "dropped")


def test_a_model_that_is_limited_again_ends_it_without_another_try() -> None:
    stand = resting(parked())
    resuming(stand)
    stand.history(TURN)
    stand.prompt_answered()
    stand.answer("msg_9", stand.move.message, parked().model)
    stand.later(100).retry()
    assert stand.move.result == "accepted"
    assert "is limited too" in stand.move.evidence
    assert (stand.row().stage, stand.row().why) == ("resumed", stand.move.evidence)
    assert asked(stand.tick(120)) == []


def test_a_refused_prompt_drops_the_row() -> None:
    stand = resting(parked())
    resuming(stand)
    stand.history(TURN)
    stand.prompt_answered(400, "no")
    assert stand.row().stage == "dropped"
    assert "the prompt was not taken: no" in stand.row().why


def test_a_prompt_that_the_server_failed_over_is_looked_for_and_not_another_one() -> None:
    stand = resting(parked())
    resuming(stand)
    stand.history(TURN)
    stand.prompt_answered(502, "Bad Gateway")
    assert (stand.move.result, stand.row().stage) == (None, "resuming")
    stand.prompt(stand.move.message)
    stand.status("busy")
    stand.answer("msg_9", stand.move.message, stand.move.target)
    stand.text("msg_9")
    assert (stand.move.result, stand.row().stage) == ("proved", "resumed")
    assert len(stand.all_sent(SendPrompt)) == 1


def test_a_history_that_cannot_be_read_is_tried_again_later() -> None:
    stand = resting(parked())
    resuming(stand)
    stand.history(failed="timed out")
    assert stand.row().stage == "parked"
    assert asked(stand.tick(28)) == []
    assert asked(stand.tick(3)) == [A]
    assert stand.all_sent(SendPrompt) == []


def test_a_server_that_is_not_connected_is_waited_for() -> None:
    stand = resting(parked())
    link = msgspec.structs.replace(stand.server.link, phase="waiting")
    server = msgspec.structs.replace(stand.server, link=link)
    stand.state = msgspec.structs.replace(stand.state, servers={LAB: server})
    assert asked(stand.tick(30)) == []


@pytest.mark.parametrize("fields", [{"mode": "watch"}, {"tends": False}])
def test_who_only_looks_or_asks_once_lets_nothing_go_on(fields: dict[str, Any]) -> None:
    stand = resting(parked(), **fields)
    assert stand.tick(60) == []


def test_an_abort_whose_program_died_is_settled_by_what_the_session_does() -> None:
    rested = resting(parked(stage="parking", changed_ms=START))
    assert rested.row().stage == "parking"
    marks = [one for one in rested.tick(61) if isinstance(one, WriteMetadata)]
    assert len(marks) == 1
    assert rested.row().stage == "parked"
    runs = Stand()
    runs.retry()
    runs.read(parked(stage="parking", changed_ms=START))
    runs.tick(61)
    assert (runs.row().stage, runs.row().why) == ("dropped", "nothing was stopped: it still runs")


def test_a_mark_that_stays_behind_is_taken_away_later() -> None:
    stand = resting(parked(stage="resumed", changed_ms=START - 20_000), sessions=[info()])
    left = info(parked_until_ms=DUE, parked_by="ann@desk")
    stand.state = _with_info(stand.state, left)
    assert [type(one) for one in stand.tick()] == [WriteMetadata]
    assert stand.tick(9) == []
    theirs = info(parked_until_ms=DUE + 60_000, parked_by="ann@desk")
    stand.state = _with_info(stand.state, theirs)
    assert stand.tick(30) == []


def _with_info(state: State, after: object) -> State:
    server = state.servers[LAB]
    session = msgspec.structs.replace(server.sessions[A], info=after)
    server = msgspec.structs.replace(server, sessions={A: session})
    return msgspec.structs.replace(state, servers={LAB: server})
