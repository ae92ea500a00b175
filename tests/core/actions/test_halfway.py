"""Whether an end now would leave something stopped that was to go on."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.halfway import is_halfway
from omo_watch_core.charge.duty import Duty
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import Stage, cancel, running, to


def moving() -> Stage:
    stage = running(word="retry")
    stage.order(to())
    return stage


def test_a_move_is_half_way_from_its_abort_to_the_answer_of_its_prompt() -> None:
    stage = moving()
    assert not is_halfway(stage.state)
    stage.history(last_turn())
    assert is_halfway(stage.state)
    stage.abort_answered()
    assert is_halfway(stage.state)
    stage.history(last_turn())
    assert is_halfway(stage.state)
    stage.prompt_answered()
    assert not is_halfway(stage.state)


def test_what_ended_is_not_half_way() -> None:
    stage = moving()
    stage.history(last_turn())
    stage.abort_answered(ok=False, reason="no answer")
    assert stage.action.result == "refused"
    assert not is_halfway(stage.state)


def test_a_stop_is_whole_when_its_abort_is_sent() -> None:
    stage = running()
    stage.order(cancel())
    assert not is_halfway(stage.state)


def test_a_step_of_the_core_counts_too() -> None:
    stage = running()
    duty = Duty(barriers=frozenset({("lab", "ses_a")}))
    assert is_halfway(replace(stage.state, duty=duty))
