"""Moves that no person asked for: they stop nothing, disturb nobody, and are the same for all."""

from typing import Any

import msgspec
import pytest

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.override import override
from omo_watch_core.actions.prompt import prompt_ids
from omo_watch_core.effects import ReadHistory, ReadStatus, SendAbort, SendPrompt, SwitchModel
from omo_watch_core.order import CYCLE, is_later
from tests.core.actions.histories import ANSWERED, PARTIAL, UNSETTLED, last_turn
from tests.core.actions.stage import GPT, LAB, A, Stage, blank, running

NEWEST = "msg_1f83b5768002s0000000000001"
NONCE = "abcdefghijklmn"


def automatic(stage: Stage, **fields: Any) -> Stage:
    """Begin a move by itself."""
    base: dict[str, Any] = {
        "id": f"act_{NONCE}", "server": LAB, "session": A, "title": "Refactor billing",
        "started_ms": stage.now, "phase": "reading", "phase_ms": stage.now, "target": GPT,
        "automatic": True, "after": NEWEST, "purpose": "fallback",
    }  # fmt: skip
    action = OverrideAction(**{**base, **fields})
    session = stage.server.sessions[A]
    begun, effects = override.begin(action, stage.server, session)
    stage.name = begun.id
    stage.state = msgspec.structs.replace(stage.state, actions={begun.id: begun})
    stage.sent += effects
    return stage


def resting() -> Stage:
    stage = running()
    stage.status("idle")
    return stage


def test_a_session_that_rests_is_prompted_behind_its_newest_message() -> None:
    stage = automatic(resting())
    assert stage.sent[-1] == ReadHistory(server=LAB, action=f"act_{NONCE}", session=A)
    stage.history(last_turn())
    body = msgspec.json.decode(stage.all_sent(SendPrompt)[0].body)
    assert body["messageID"] == f"msg_1f83b5768003{NONCE}"
    assert body["parts"][0]["id"] == f"prt_1f83b5768004{NONCE}"
    assert body["parts"][0]["metadata"]["omo-watch"]["kind"] == "fallback"


@pytest.mark.parametrize("word", ["busy", "retry"])
def test_a_turn_that_runs_is_left_alone(word: str) -> None:
    stage = automatic(running(word=word))
    stage.history(last_turn())
    assert (stage.move.result, stage.all_sent(SendAbort), stage.all_sent(SendPrompt)) == (
        "refused",
        [],
        [],
    )
    assert stage.move.evidence == "a turn of somebody else runs; nothing was sent"


def test_behind_the_answer_to_an_abort_nothing_runs() -> None:
    stage = automatic(running(word="retry"), aborted=True)
    stage.history(last_turn())
    assert len(stage.all_sent(SendPrompt)) == 1
    assert stage.all_sent(SendAbort) == []


def test_an_answer_that_has_come_meanwhile_is_left_as_it_is() -> None:
    stage = automatic(resting())
    stage.history(ANSWERED)
    assert (stage.all_sent(SendPrompt), stage.all_sent(SwitchModel)) == ([], [])
    assert (stage.move.result, stage.move.evidence) == (
        "refused",
        "it has an answer by now; nothing was sent",
    )


def test_an_answer_that_broke_off_is_continued() -> None:
    stage = automatic(resting())
    stage.history(PARTIAL)
    assert len(stage.all_sent(SendPrompt)) == 1


def test_a_history_without_a_turn_leaves_nothing_to_resume() -> None:
    stage = automatic(resting())
    stage.history(None)
    assert (stage.move.result, stage.all_sent(SwitchModel)) == ("refused", [])


def test_last_words_are_waited_for_too() -> None:
    stage = automatic(resting())
    stage.history(UNSETTLED)
    assert stage.move.phase == "settling"
    stage.tick()
    stage.history(last_turn())
    assert len(stage.all_sent(SendPrompt)) == 1


def test_a_status_that_nobody_told_is_read_first() -> None:
    stage = Stage()
    automatic(stage)
    assert isinstance(stage.sent[-1], ReadStatus)
    stage.status_read("busy")
    stage.history(last_turn())
    assert stage.move.evidence == "a turn of somebody else runs; nothing was sent"


def test_what_was_heard_of_the_session_since_wins_over_the_status_read() -> None:
    stage = Stage()
    automatic(stage)
    stage.status_read("busy")
    stage.later(1).status("busy")
    stage.status("idle")
    stage.history(last_turn())
    assert len(stage.all_sent(SendPrompt)) == 1


def test_the_ids_are_those_behind_the_newest_message() -> None:
    message, part = prompt_ids(f"act_{NONCE}", 1.0, NEWEST)
    assert (message, part) == (f"msg_1f83b5768003{NONCE}", f"prt_1f83b5768004{NONCE}")
    assert is_later(message, NEWEST)
    assert prompt_ids(f"act_{NONCE}", 9e12, NEWEST) == (message, part)


def test_the_ids_go_on_where_the_servers_clock_starts_over() -> None:
    message, part = prompt_ids(f"act_{NONCE}", 1.0, f"msg_{CYCLE - 2:012x}{NONCE}")
    assert (message, part) == (f"msg_{CYCLE - 1:012x}{NONCE}", f"prt_{0:012x}{NONCE}")


@pytest.mark.parametrize("after", ["", "msg_1", "msg_no hexadecimal digits", "nothing"])
def test_behind_a_message_of_another_form_the_ids_are_of_the_clock(after: str) -> None:
    message, part = prompt_ids("act_abc", 5.0, after)
    assert message == f"msg_{5 * 4096:012x}abc{'0' * 11}"
    assert part == f"prt_{5 * 4096 + 1:012x}abc{'0' * 11}"


def test_a_short_nonce_is_filled_up() -> None:
    message, part = prompt_ids("act_abc", 1.0, NEWEST)
    assert message == f"msg_1f83b5768003abc{'0' * 11}"
    assert len(part) == len(NEWEST)


def test_an_automatic_move_hands_nothing_over() -> None:
    stage = automatic(resting())
    stage.history(last_turn())
    stage.prompt_answered()
    stage.tick(20)
    assert [type(action) for action in stage.state.actions.values()] == [OverrideAction]


def test_a_person_moves_with_an_id_of_the_clock() -> None:
    state = blank()
    assert prompt_ids("act_abc", state.now_ms)[0][4:16] == f"{state.now_ms * 4096 % CYCLE:012x}"
