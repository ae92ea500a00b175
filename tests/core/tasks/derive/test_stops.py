"""What an operator stopped is cancelled, whatever the plugin calls it."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.actions.action import CancelAction, DeleteAction, StopAllAction
from omo_watch_core.journal.nouns import Deed, Journal
from omo_watch_core.state import Gone, Session
from tests.core.select.make import HOUR, LAB, MINUTE, NOW, SECOND, busy
from tests.core.select.tasks import dead, family
from tests.core.tasks.derive.make import PLACE, row

BEGAN = NOW - MINUTE - 2 * SECOND


def cut(ago: int = MINUTE, **fields: Any) -> Session:
    """Give a task that was aborted after some words, a minute ago."""
    return dead(ago, answered=True, shown=True, **fields)


def action(kind: type[CancelAction] = CancelAction, **fields: Any) -> CancelAction:
    """Give a stop of the task by this program."""
    base: dict[str, Any] = {
        "id": "act_1", "server": LAB, "session": "ses_c", "title": "", "phase": "watching",
        "started_ms": BEGAN, "phase_ms": BEGAN, "ended_ms": NOW - 50 * SECOND, "aborts": 1,
        "strength": "abort", "result": "stopped", "by": "ann@desk",
    }  # fmt: skip
    return kind(**{**base, **fields})


def deed(**fields: Any) -> Deed:
    """Give a stop of the task by some program of this machine."""
    base: dict[str, Any] = {
        "id": "act_2", "kind": "cancel abort", "place": PLACE, "session": "ses_c", "title": "",
        "owner": "bob@desk", "stage": "stopped", "started_ms": BEGAN,
        "changed_ms": NOW - 50 * SECOND, "ended_ms": NOW - 50 * SECOND,
    }  # fmt: skip
    return Deed(**{**base, **fields})


def stopped(*actions: CancelAction, task: Session | None = None, **fields: Any) -> tuple[str, str]:
    """Give state and who stopped it."""
    known = {"actions": {one.id: one for one in actions}}
    one = row(family(task or cut(), claim="completed", ended=True), **known, **fields)
    return one.state, one.stopped_by


def test_our_own_stop_is_a_cancellation() -> None:
    one = row(family(cut(), claim="completed", ended=True), actions={"act_1": action()})
    assert (one.state, one.claim, one.verdict) == ("cancelled", "completed", "aborted")
    assert (one.stopped_by, one.stopped_ms, one.differs) == ("ann@desk", BEGAN, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"strength": "steer"},
        {"result": "refused"},
        {"aborts": 0},
        {"session": "ses_x"},
        {"server": "other"},
        {"started_ms": NOW - MINUTE + 2 * SECOND},
        {"started_ms": NOW - HOUR, "ended_ms": NOW - HOUR},
    ],
    ids=["asked", "refused", "nothing sent", "another", "elsewhere", "later", "long before"],
)
def test_another_action_is_none(fields: dict[str, Any]) -> None:
    assert stopped(action(**fields)) == ("aborted", "")


@pytest.mark.parametrize(
    "other",
    [
        action(strength="tree", session="ses_a"),
        action(targets=("ses_a", "ses_c"), session="ses_x"),
        action(StopAllAction, way="stop-all", aborts=0, session="ses_a"),
    ],
    ids=["a tree", "a target", "all of the parent"],
)
def test_what_reaches_below_counts(other: CancelAction) -> None:
    assert stopped(other) == ("cancelled", "ann@desk")


def test_a_stop_of_the_parent_alone_does_not_reach_below() -> None:
    assert stopped(action(session="ses_a")) == ("aborted", "")


def test_the_journal_tells_of_others() -> None:
    def told(**fields: Any) -> tuple[str, str]:
        return stopped(journal=Journal(deeds={"act_2": deed(**fields)}))

    assert told() == ("cancelled", "bob@desk")
    assert told(kind="cancel tree", session="ses_a") == ("cancelled", "bob@desk")
    assert told(kind="giveup", stage="given up") == ("cancelled", "bob@desk")
    assert told(kind="cancel steer") == ("aborted", "")
    assert told(kind="override") == ("aborted", "")
    assert told(stage="refused") == ("aborted", "")
    assert told(place="http://127.0.0.1:9") == ("aborted", "")


def test_a_deletion_by_an_operator_says_by_whom() -> None:
    lab = family(busy("ses_x"), claim="completed", ended=True)
    gone = replace(lab, gone=Gone(ids={"ses_c": NOW - MINUTE}))
    mine = action(DeleteAction, way="delete", result="deleted")
    one = row(gone, actions={"act_1": mine})
    assert (one.state, one.stopped_by) == ("deleted", "ann@desk")
    before = row(lab, journal=Journal(deeds={"act_2": deed(kind="cancel delete", stage="deleted")}))
    assert (before.state, before.verdict, before.stopped_by) == ("deleted", "deleted", "bob@desk")


def test_a_slot_that_stays_taken_is_stuck_whoever_stopped_it() -> None:
    lab = family(dead(MINUTE), claim="pending")
    one = row(lab, actions={"act_1": action()})
    assert (one.state, one.stopped_by) == ("stuck", "ann@desk")


def test_a_running_stop_counts_from_its_abort_on() -> None:
    running = action(result=None, ended_ms=None)
    assert stopped(running) == ("cancelled", "ann@desk")
