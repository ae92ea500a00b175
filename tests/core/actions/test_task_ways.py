"""A task of the plugin: aborted where it has shown output, rescued where it has not."""

from typing import Any

import pytest

from omo_watch_core.actions import beginnings
from omo_watch_core.actions.action import CancelAction
from omo_watch_core.actions.cancel.quiet import SLOT_TAKEN, TAKEN_FOR_DONE
from omo_watch_core.commands import Command, Rescue
from omo_watch_core.effects import ReadHistory, SendAbort, SendPrompt
from omo_watch_core.events import LastTurn
from tests.core.actions.histories import ANSWERED, last_turn
from tests.core.actions.quiet import abort, confirmed
from tests.core.actions.stage import GPT, KIMI, LAB, NONCE, OPUS, A, Stage, cancel, running
from tests.core.actions.ways import CHAIN, PARENT, B, tasks

SHOWN = last_turn(shows=True)
NOT_SHOWN = last_turn()
HISTORY = ReadHistory(server=LAB, action=f"act_{NONCE}", session=A)


def rescue(**fields: Any) -> Rescue:
    return Rescue(**{"nonce": NONCE, "server": LAB, "session": A, **fields})


def stopped(stage: Stage) -> CancelAction:
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    return stage.stop


@pytest.mark.parametrize(("turn", "hint"), [(SHOWN, TAKEN_FOR_DONE), (NOT_SHOWN, SLOT_TAKEN)])
def test_an_abort_says_what_the_plugin_makes_of_it(turn: LastTurn, hint: str) -> None:
    stage = tasks(A)
    assert stage.order(cancel()) == [HISTORY]
    assert stage.history(turn) == [abort()]
    stop = stopped(stage)
    assert (stop.result, stop.aborts, stop.hint) == ("stopped", 1, hint)


def test_nothing_is_claimed_where_the_history_could_not_be_read() -> None:
    stage = tasks(A, chains=CHAIN)
    stage.order(cancel(chooses=True))
    assert stage.history(failed="no") == [abort()]
    assert stopped(stage).hint == ""


def test_a_task_that_has_shown_something_is_aborted_when_nobody_named_a_way() -> None:
    stage = tasks(A, chains=CHAIN)
    stage.order(cancel(chooses=True))
    assert stage.history(SHOWN) == [abort()]


def test_what_the_stream_showed_counts_too() -> None:
    stage = tasks(A, chains=CHAIN)
    stage.answer("msg_2", "msg_1")
    stage.text("msg_2")
    stage.order(cancel(chooses=True))
    assert stage.history(NOT_SHOWN) == [abort()]
    assert stopped(stage).hint == TAKEN_FOR_DONE


def test_a_task_that_has_shown_nothing_is_rescued_under_the_same_name() -> None:
    stage = tasks(A, chains=CHAIN, owner="ben@desk")
    stage.answer("msg_2", "msg_1", OPUS)
    stage.order(cancel(chooses=True, batch="together"))
    assert stage.history(NOT_SHOWN) == [HISTORY]
    move = stage.move
    assert (move.id, move.target, move.purpose, move.batch, move.by) == (
        f"act_{NONCE}", GPT, "rescue", "together", "ben@desk",
    )  # fmt: skip
    assert stage.history(NOT_SHOWN) == [abort()]
    stage.abort_answered()
    (prompt,) = stage.history(NOT_SHOWN)
    assert isinstance(prompt, SendPrompt)
    assert b'"agent":"build"' in prompt.body
    assert b'"kind":"rescue"' in prompt.body
    stage.prompt_answered()
    stage.answer("msg_9", stage.move.message, GPT)
    stage.text("msg_9")
    assert stage.move.result == "proved"


def test_the_first_model_of_the_chain_that_can_answer_takes_over() -> None:
    stage = tasks(A, B, chains=CHAIN)
    stage.answer("msg_2", "msg_1", OPUS)
    stage.answer("msg_3", "msg_1", GPT, session=B)
    stage.retry(B)
    stage.order(rescue())
    assert stage.move.target == KIMI


def test_a_stuck_task_is_not_rescued_on_its_own_model() -> None:
    stage = tasks(A, chains=CHAIN)
    stage.answer("msg_2", "msg_1", GPT)
    stage.order(rescue())
    assert stage.move.target == KIMI


@pytest.mark.parametrize("command", [rescue(), cancel(chooses=True)])
def test_without_a_model_the_nearest_are_named(command: Command) -> None:
    stage = tasks(A)
    stage.answer("msg_2", "msg_1", OPUS)
    stage.order(command)
    if isinstance(stage.action, CancelAction):
        stage.history(NOT_SHOWN)
    action = stage.action
    assert action.result == "refused"
    assert "no other model than fake/limited-opus of its chain can answer now" in action.evidence
    assert action.hint.startswith("say --model, for example fake/ok-")
    assert stage.all_sent(SendAbort) == []


def no_names(*_: object) -> tuple[str, ...]:
    raise AssertionError("models were looked for that nobody needs")


@pytest.mark.parametrize("command", [rescue(), cancel(chooses=True)])
def test_none_is_looked_for_where_the_chain_has_a_model(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginnings, "near_models", no_names)
    stage = tasks(A, chains=CHAIN)
    stage.answer("msg_2", "msg_1", OPUS)
    stage.order(command)
    assert stage.action.result is None


def test_none_is_looked_for_where_the_session_is_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "near_models", no_names)
    stage = running()
    stage.order(cancel(chooses=True))
    assert stage.action.result is None


def test_a_rescue_takes_any_model_that_a_person_names() -> None:
    stage = tasks(A)
    stage.order(rescue(target=KIMI, text="Stop, answer: cancelled"))
    assert stage.move.target == KIMI
    stage.history(NOT_SHOWN)
    stage.abort_answered()
    (prompt,) = stage.history(NOT_SHOWN)
    assert isinstance(prompt, SendPrompt)
    assert b"Stop, answer: cancelled" in prompt.body


@pytest.mark.parametrize("text", [None, "Stop"])
def test_what_has_its_answer_is_not_rescued(text: str | None) -> None:
    stage = tasks(chains=CHAIN)
    stage.order(rescue(text=text))
    assert stage.history(ANSWERED) == []
    assert (stage.move.result, stage.move.evidence) == (
        "refused", "it has an answer by now; nothing was sent",
    )  # fmt: skip


def test_what_answered_while_it_was_stopped_is_left_so() -> None:
    stage = tasks(A, chains=CHAIN)
    stage.order(rescue())
    stage.history(NOT_SHOWN)
    stage.abort_answered()
    assert stage.history(ANSWERED) == []
    assert stage.move.evidence == "it has an answer by now; what ran is stopped, no prompt was sent"


def test_a_dead_task_is_rescued_without_an_abort() -> None:
    stage = tasks(chains=CHAIN)
    stage.order(cancel(chooses=True))
    stage.history(NOT_SHOWN)
    (prompt,) = stage.history(NOT_SHOWN)
    assert isinstance(prompt, SendPrompt)
    assert stage.all_sent(SendAbort) == []


def test_a_dead_task_that_is_not_rescued_keeps_its_slot() -> None:
    stage = tasks()
    stage.order(cancel())
    assert stage.history(NOT_SHOWN) == []
    stop = stage.stop
    assert (stop.result, stop.hint) == ("stopped", SLOT_TAKEN)
    assert stop.evidence == "Refactor billing is idle already, nothing was sent"


@pytest.mark.parametrize("plugin", [False, None])
def test_without_the_plugin_nothing_is_read_first(plugin: bool | None) -> None:
    stage = tasks(A, plugin=plugin, chains=CHAIN)
    assert stage.order(cancel(chooses=True)) == [abort()]


def test_a_tree_names_the_tasks_that_keep_their_slots() -> None:
    stage = tasks(A, B)
    stage.answer("msg_2", "msg_1", session=B)
    stage.text("msg_2", session=B)
    assert stage.order(cancel(session=PARENT, strength="tree")) == [abort(PARENT)]
    stage.abort_answered(PARENT)
    assert stage.tick(2) == [abort(A), abort(B)]
    for name in (A, B):
        stage.status("idle", name)
        stage.abort_answered(name)
    confirmed(stage)
    assert stage.stop.result == "stopped"
    assert stage.stop.hint == (
        "the plugin will call tasks that had shown output completed; "
        "these had shown none and keep their slots: Refactor billing, Task c"
    )


def test_only_a_plain_abort_lets_a_way_be_chosen() -> None:
    stage = tasks(A, chains=CHAIN)
    stage.order(cancel(chooses=True, strength="tree"))
    assert stage.stop.chooses is False


def test_the_history_that_never_comes_stops_nothing() -> None:
    stage = tasks(A)
    stage.order(cancel())
    stage.tick(20)
    assert (stage.stop.result, stage.all_sent(SendAbort)) == ("refused", [])


def test_a_task_that_is_deleted_before_it_was_looked_at() -> None:
    stage = tasks(A)
    stage.order(cancel())
    stage.deleted()
    stage.history(SHOWN)
    assert stage.stop.evidence == "Refactor billing is gone, nothing was sent"


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_idle_parent_is_no_way_to_stop_its_tasks(confirmed: bool) -> None:
    stage = tasks(A, B)
    assert stage.order(cancel(session=PARENT, confirmed=confirmed)) == []
    stop = stage.stop
    assert (stop.result, stop.hint) == ("refused", "say --strength tree, or --way stop-all")
    assert stop.evidence == (
        "it is idle, and an abort of it does not stop the plugin's tasks below it: "
        "Refactor billing, Task b"
    )
