"""What becomes of failures in the program itself: shown, counted, and never hidden."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from tests.edge.rig import FRAME_MS, Rig, running
from tests.edge.scripted import Scripted

from omo_watch_core.changes import Changes
from omo_watch_core.edge import loop as room
from omo_watch_core.effects import Effect, ReadHealth
from omo_watch_core.events import (
    Event,
    ServerAdded,
    SessionSeen,
)
from omo_watch_core.state import State


async def test_an_effect_that_fails_is_shown_and_ends_with_status_1() -> None:
    def fail(effect: Effect) -> Sequence[Event]:
        raise ZeroDivisionError("planted")

    async with running() as rig:
        rig.server.answers[ReadHealth] = fail
        await rig.says(rig.opened())
        await rig.says(rig.seen("one"))
        assert rig.loop.state.session(("s", "one")) is not None
        assert [str(fault) for fault in rig.loop.faults] == ["planted"]
        assert rig.loop.exit_status == 1


async def test_a_reader_that_fails_is_an_end_of_the_stream() -> None:
    class Broken(Scripted):
        async def stream(self, emit: Callable[[Sequence[Event]], None]) -> None:
            self.streams.append(emit)
            self.ended += 1
            raise ZeroDivisionError("planted")

    broken = Broken({})
    async with running(join=lambda name, url: broken) as rig:
        rig.loop.post([ServerAdded(server="o", at_ms=rig.now, url="http://127.0.0.1:2")])
        await rig.settle()
        assert rig.loop.state.servers["o"].link.phase == "waiting"
        assert rig.loop.exit_status == 1


async def test_a_fold_that_fails_loses_its_batch_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = room.step

    def step(state: State, batch: Sequence[Event]) -> object:
        if any(isinstance(event, SessionSeen) and event.info.id == "bad" for event in batch):
            raise ZeroDivisionError("planted")
        return real(state, batch)

    monkeypatch.setattr(room, "step", step)
    async with running() as rig:
        await rig.says(rig.opened())
        await rig.says(rig.seen("bad"))
        await rig.says(rig.seen("good"))
        assert set(rig.loop.state.servers["s"].sessions) == {"good"}
        assert rig.loop.exit_status == 1


async def test_a_fold_that_always_fails_ends_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(state: State, batch: Sequence[Event]) -> object:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(room, "step", step)
    rig = Rig()
    await asyncio.wait_for(rig.loop.run(), 10)
    assert len(rig.loop.faults) == 3
    assert rig.server.is_closed


async def test_a_screen_that_always_fails_ends_the_loop() -> None:
    def show(state: State, changes: Changes) -> None:
        raise ZeroDivisionError("planted")

    rig = Rig(show=show)
    task = asyncio.create_task(rig.loop.run())
    await rig.settle()
    await rig.pass_ms(3 * FRAME_MS)
    await asyncio.wait_for(task, 10)
    assert rig.loop.exit_status == 1


async def test_a_loop_that_is_cancelled_leaves_nothing() -> None:
    before = asyncio.all_tasks()
    rig = Rig()
    task = asyncio.create_task(rig.loop.run())
    await rig.settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == before
    assert rig.server.is_closed
