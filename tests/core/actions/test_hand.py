"""A child that was moved is no task of its parent any more: its result is handed over."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.actions.hand.hand import after_move
from omo_watch_core.effects import (
    ReadHistory,
    ReadMessages,
)
from omo_watch_core.growing import Text
from omo_watch_core.model import Message
from tests.core.actions.handing import (
    PARENT,
    WORDS,
    ends,
    family,
    hand,
    handed,
    hands,
    lists,
    moved,
    to_parent,
    to_prompt,
)
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import LAB, A, to


def test_it_is_begun_when_the_move_ends() -> None:
    stage = family()
    stage.order(to())
    stage.history(last_turn())
    assert hands(stage) == []
    stage = moved()
    action = hand(stage)
    assert (action.key, action.parent, action.parent_title) == ((LAB, A), PARENT, "Big plan")
    assert (action.model, action.phase, action.result) == ("fake/ok-gpt", "waiting", None)
    assert action.started_ms == action.phase_ms == stage.move.ended_ms
    assert action.started_ms == stage.move.started_ms + 400


def test_a_task_of_ours_is_told_of_by_who_runs_it() -> None:
    stage = moved()
    child = stage.server.sessions[A]
    ours = replace(child, info=replace(child.info, task="bg_1"))
    server = replace(stage.server, sessions={**stage.server.sessions, A: ours})
    assert after_move(stage.move, stage.server) is not None
    assert after_move(stage.move, server) is None


def test_it_waits_while_the_child_works() -> None:
    stage = moved()
    before = len(stage.sent)
    stage.tick(600)
    assert (hand(stage).phase, len(stage.sent)) == ("waiting", before)


def test_the_childs_answer_is_read_when_it_is_done() -> None:
    stage = moved()
    assert ends(stage) == [ReadMessages(server=LAB, session=A, limit=20)]
    assert hand(stage).phase == "result"


def test_the_parents_last_turn_is_read_behind_it() -> None:
    stage = moved()
    ends(stage)
    sent = lists(stage, "All 12 pass.")
    assert sent == [ReadHistory(server=LAB, action=hand(stage).id, session=PARENT)]


def test_the_parent_is_told_once_as_it_was_prompted_last() -> None:
    stage = moved()
    ends(stage)
    lists(stage, "All 12 pass.", "Nothing to do.")
    to_parent(stage)
    body, action = handed(stage), hand(stage)
    (part,) = body.pop("parts")
    assert body == {
        "system": "Be brief",
        "agent": "plan",
        "model": {"providerID": "fake", "modelID": "ok-kimi"},
        "variant": "max",
        "messageID": action.message,
    }
    assert part == {
        "id": part["id"],
        "type": "text",
        "synthetic": True,
        "text": (
            'The task "Explore tests" was moved to fake/ok-gpt and is done. '
            "Its result:\n\nAll 12 pass.\nNothing to do."
        ),
        "metadata": {"omo-watch": {"action": action.id, "kind": "result", "at": stage.now}},
    }
    assert (action.message[:4], part["id"][:4]) == ("msg_", "prt_")
    assert action.message[16:] == part["id"][16:] == "000000000ses_a"
    assert int(part["id"][4:16], 16) == int(action.message[4:16], 16) + 1
    assert action.phase == "prompting"


def test_the_prompt_has_the_servers_time() -> None:
    stage = moved()
    server = replace(stage.server, offset_ms=5_000.0)
    stage.state = replace(stage.state, servers={LAB: server})
    ends(stage)
    lists(stage, "Done.")
    to_parent(stage)
    body = handed(stage)
    clock = stage.now - 5_000
    assert body["parts"][0]["metadata"]["omo-watch"]["at"] == clock
    assert body["messageID"][4:16] == f"{clock * 4096 % 2**48:012x}"


@pytest.mark.parametrize("status", [200, 204])
def test_it_is_handed_when_the_parent_took_it(status: int) -> None:
    stage = to_prompt()
    stage.prompt_answered(status)
    action = hand(stage)
    assert (action.result, action.ended_ms) == ("handed", stage.now)
    title = "Explore tests (@explore subagent)"
    assert action.evidence == f"the result of {title} was handed to Big plan"


@pytest.mark.parametrize(
    ("status", "reason", "result", "evidence"),
    [
        (0, "no", "accepted", "the server did not say whether it took the result (no)"),
        (400, "Missing key", "refused", "the result was not taken: Missing key"),
        (404, "", "refused", "the result was not taken: 404"),
        (502, "", "accepted", "the server did not say whether it took the result (502)"),
    ],
)
def test_a_parent_that_did_not_take_it_is_told(
    status: int, reason: str, result: str, evidence: str
) -> None:
    stage = to_prompt()
    stage.prompt_answered(status, reason)
    assert (hand(stage).result, hand(stage).evidence) == (result, evidence)


def test_it_is_handed_once() -> None:
    stage = to_prompt()
    stage.prompt_answered()
    before = len(stage.sent)
    lists(stage, "Done again.")
    to_parent(stage)
    stage.prompt_answered()
    ends(stage)
    stage.tick(60)
    assert len(stage.sent) == before


def test_a_listing_that_was_asked_for_before_the_end_is_not_the_result() -> None:
    stage = moved()
    ends(stage)
    assert lists(stage, "half", asked=stage.now - 1) == []
    assert hand(stage).phase == "result"


@pytest.mark.parametrize("fields", [{"ignored": True}, {"kind": "reasoning"}])
def test_only_words_of_the_model_are_the_result(fields: dict[str, Any]) -> None:
    stage = moved()
    ends(stage)
    lists(stage, "unsaid", **fields)
    to_parent(stage)
    assert handed(stage)["parts"][0]["text"].endswith("Its result:\n\nolder")


def test_what_was_asked_behind_the_answer_is_no_result() -> None:
    stage = moved()
    ends(stage)
    asked = Message(id="msg_9", session=A, role="user")
    lists(stage, "Done.", behind=(asked, (replace(WORDS, text=Text.of("Thanks")),)))
    to_parent(stage)
    assert handed(stage)["parts"][0]["text"].endswith("Its result:\n\nDone.")


def test_empty_texts_leave_no_empty_lines() -> None:
    stage = moved()
    ends(stage)
    lists(stage, "One.", "", "Two.")
    to_parent(stage)
    assert handed(stage)["parts"][0]["text"].endswith("Its result:\n\nOne.\nTwo.")


def test_it_is_named_by_the_end_of_the_childs_name() -> None:
    stage = moved()
    action = replace(stage.move, session="ses_0123456789abcdefghijklmnop")
    begun = after_move(action, stage.server)
    assert begun is not None
    assert begun.id == "act_cdefghijklmnop"


def test_a_title_that_no_server_made_is_told_whole() -> None:
    stage = moved(title="Fix (@me) things")
    ends(stage)
    lists(stage, "Done.")
    to_parent(stage)
    assert 'The task "Fix (@me) things" was moved' in handed(stage)["parts"][0]["text"]
