"""The steps of one deed are read back from the journal, oldest first."""

from __future__ import annotations

from pathlib import Path

from omo_watch_core.edge.store import Store
from omo_watch_core.effects import ReadSteps
from omo_watch_core.events import DeedLookedAt, StepsRead
from omo_watch_core.journal.nouns import Deed, Step
from omo_watch_core.state import State
from omo_watch_core.step import step


def one(at: int, action: str = "act_1", stage: str = "sent") -> Step:
    return Step(action=action, at_ms=at, stage=stage, what=f"POST /session/a/{at}")


def deed(name: str) -> Deed:
    return Deed(
        id=name, kind="override", place="http://x", session="ses_a", title="t", owner="o",
        stage="proved", started_ms=1, changed_ms=1,
    )  # fmt: skip


async def test_only_the_steps_of_the_deed_come_back_in_their_order(tmp_path: Path) -> None:
    store = Store(tmp_path / "journal.db")
    try:
        await store.keep([deed("act_1"), deed("act_2"), one(1), one(2, "act_2"), one(3)])
        (event,) = await store.perform(ReadSteps(server="", action="act_1"), 9)
    finally:
        await store.close()
    assert event == StepsRead(server="", at_ms=9, action="act_1", steps=(one(1), one(3)))


async def test_where_there_is_no_journal_there_are_no_steps(tmp_path: Path) -> None:
    store = Store(tmp_path / "journal.db")
    try:
        (event,) = await store.perform(ReadSteps(server="", action="act_1"), 9)
    finally:
        await store.close()
    assert event == StepsRead(server="", at_ms=9, action="act_1", steps=())


def test_a_look_at_a_deed_asks_for_its_steps_and_keeps_those_of_twenty() -> None:
    state, _, effects = step(State(), [DeedLookedAt(server="", at_ms=1, action="act_1")])
    assert ReadSteps(server="", action="act_1") in effects
    for number in range(25):
        read = StepsRead(server="", at_ms=2, action=f"act_{number}", steps=(one(number),))
        state, _, _ = step(state, [read])
    assert list(state.journal.steps) == [f"act_{number}" for number in range(5, 25)]
