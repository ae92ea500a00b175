"""What a newer action takes over is left alone by the older one, and nothing of it is hidden."""

import pytest

from omo_watch_core.actions.words import REPLACED
from omo_watch_core.commands import ClearLease, Command, Delete, GiveUp, Park, StopAll
from omo_watch_core.effects import SendAbort, SendPrompt
from tests.core.actions import handing
from tests.core.actions.histories import last_turn
from tests.core.actions.quiet import B, confirmed, family, until_asked
from tests.core.actions.stage import LAB, NONCE, A, Stage, cancel, info, running, to
from tests.core.actions.ways import command_answered, tasks

SECOND = "second00000000"
SAW = f"{REPLACED}: the abort was sent, nobody saw it stop"


def older(stage: Stage) -> tuple[str | None, str]:
    action = stage.state.actions[f"act_{NONCE}"]
    return action.result, action.evidence


def back_to_the_first(stage: Stage) -> Stage:
    """Let the next answers be the older action's."""
    stage.name = f"act_{NONCE}"
    return stage


def test_a_late_word_about_what_was_moved_aborts_it_no_more() -> None:
    stage = family(A, B)
    stage.order(cancel(strength="tree"))
    stage.abort_answered()
    for name in (A, B):
        stage.status("idle", name)
    until_asked(stage)
    stage.status_read("idle")
    stage.order(to(nonce=SECOND, session=B))
    stage.history(last_turn())
    stage.later(200).status("busy", B)
    assert back_to_the_first(stage).status_read("busy", B) == []
    assert B not in stage.stop.targets
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_children_that_are_stopped_below_an_idle_parent_are_not_moved_on() -> None:
    stage = family(B)
    stage.order(to(session=B))
    stage.history(last_turn())
    stage.order(cancel(nonce=SECOND, confirmed=True))
    assert stage.stop.targets == (A, B)
    assert older(stage)[0] == "refused"
    back_to_the_first(stage).abort_answered(B)
    stage.status("idle", B)
    stage.history(last_turn())
    assert stage.all_sent(SendPrompt) == []


def test_targets_that_are_known_only_later_are_taken_over_then() -> None:
    stage = Stage(info(), info(B, parent=A))
    stage.status("busy", B)
    stage.order(to(session=B))
    stage.history(last_turn())
    stage.order(cancel(nonce=SECOND, confirmed=True))
    assert (stage.stop.phase, older(stage)[0]) == ("checking", None)
    stage.status_read("idle")
    assert stage.stop.targets == (A, B)
    assert older(stage)[0] == "refused"


def park() -> Park:
    return Park(nonce=SECOND, server=LAB, session=A)


def test_a_park_that_finds_nothing_to_wait_for_takes_no_place() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.order(park())
    back_to_the_first(stage).abort_answered()
    stage.status("idle")
    stage.history(last_turn())
    assert len(stage.all_sent(SendPrompt)) == 1
    stage.name = f"act_{SECOND}"
    stage.history(last_turn())
    stage.status_read("idle")
    assert stage.action.result == "refused"
    assert older(stage) == (None, "")


def test_a_park_takes_the_place_of_a_move_when_its_abort_leaves() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.order(park())
    assert older(stage) == (None, "")
    stage.history(last_turn())
    stage.status_read("retry")
    assert len(stage.all_sent(SendAbort)) == 1
    assert older(stage) == ("refused", f"{REPLACED}; nothing was sent")
    assert back_to_the_first(stage).history(last_turn()) == []


def test_a_lease_that_is_cleared_ends_no_stop() -> None:
    stage = running()
    stage.order(cancel())
    stage.order(ClearLease(nonce=SECOND, server=LAB, session=A, lease="x"))
    assert older(stage) == (None, "")


@pytest.mark.parametrize(
    "stop",
    [
        cancel(nonce=SECOND, session=handing.PARENT),
        cancel(nonce=SECOND, session=handing.PARENT, strength="tree"),
    ],
)
def test_a_parent_that_a_person_stops_is_not_woken_by_a_result(stop: Command) -> None:
    stage = handing.moved()
    stage.order(stop)
    assert handing.hand(stage).result == "refused"
    assert "is stopped by hand" in handing.hand(stage).evidence
    stage.abort_answered(handing.PARENT)
    for name in (handing.PARENT, A):
        stage.status("idle", name)
    confirmed(stage)
    handing.ends(stage)
    handing.lists(stage, "Done.")
    assert handing.PARENT not in [effect.session for effect in stage.all_sent(SendPrompt)]


def test_a_deletion_that_left_is_not_refused() -> None:
    stage = running()
    stage.order(Delete(nonce=NONCE, server=LAB, session=A, confirmed=True))
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    stage.order(cancel(nonce=SECOND))
    said = f"{REPLACED}: the deletion was sent, nobody saw it gone"
    assert older(stage) == ("accepted", said)


def test_a_stop_whose_abort_left_is_not_refused() -> None:
    stage = running()
    stage.order(cancel())
    stage.order(to(nonce=SECOND))
    assert older(stage) == ("accepted", SAW)


def test_a_command_that_left_is_not_refused() -> None:
    stage = tasks(A)
    stage.order(StopAll(nonce=NONCE, server=LAB, session=A, confirmed=True))
    parent = stage.stop.session
    stage.order(cancel(nonce=SECOND, session=parent, strength="tree"))
    said = f"{REPLACED}: the command was sent, nobody saw its tasks stop"
    assert older(stage) == ("accepted", said)
    before = older(stage)
    command_answered(back_to_the_first(stage))
    assert older(stage) == before


def test_what_begins_to_work_while_its_history_is_weighed_is_not_given_up() -> None:
    stage = tasks(A)
    stage.retry()
    stage.order(GiveUp(nonce=NONCE, server=LAB, session=A))
    assert stage.stop.phase == "weighing"
    stage.status("busy")
    assert stage.history(last_turn()) == []
    assert older(stage)[0] == "refused"
    assert "it works" in older(stage)[1]
    assert stage.all_sent(SendAbort) == []


def test_a_result_of_a_child_that_is_moved_before_its_parent_is_stopped_is_kept() -> None:
    stage = handing.family()
    stage.order(to())
    stage.history(last_turn())
    stage.order(cancel(nonce=SECOND, session=handing.PARENT))
    back_to_the_first(stage).abort_answered()
    stage.status("idle")
    stage.history(last_turn())
    stage.prompt_answered()
    stage.later(400).prompt(stage.move.message)
    stage.status("busy")
    stage.answer(handing.ANSWER, stage.move.message)
    stage.text(handing.ANSWER)
    assert stage.move.result == "proved"
    assert handing.hand(stage).result == "refused"
    assert "is stopped by hand" in handing.hand(stage).evidence


def test_a_move_below_ends_a_deletion_that_would_take_it_too() -> None:
    stage = family(A, B)
    stage.order(Delete(nonce=NONCE, server=LAB, session=A, confirmed=True))
    stage.order(to(nonce=SECOND, session=B))
    assert older(stage) == (
        "refused",
        f"{REPLACED}: it was not deleted; the abort was sent, nobody saw it stop",
    )


def test_a_message_that_left_is_not_refused() -> None:
    stage = running()
    stage.order(cancel(strength="steer"))
    stage.history(last_turn())
    assert len(stage.all_sent(SendPrompt)) == 1
    stage.order(cancel(nonce=SECOND))
    said = f"{REPLACED}: the message was sent, nobody saw it taken"
    assert older(stage) == ("accepted", said)
