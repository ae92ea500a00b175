"""The one queue and the one owner of the state, with a clock that stands still."""

import asyncio
from collections.abc import Callable, Sequence

from tests.edge.rig import FRAME_MS, running
from tests.edge.scripted import Scripted

from omo_watch_core.commands import Cancel
from omo_watch_core.edge.clock import CALM_S, QUICK_S, Pace
from omo_watch_core.edge.loop import SLICE
from omo_watch_core.effects import ListSessions, ReadHealth
from omo_watch_core.events import (
    Event,
    HealthRead,
    ServerAdded,
    ServerRemoved,
    StreamEnded,
)


async def test_the_servers_of_the_state_are_connected_to() -> None:
    async with running() as rig:
        assert (len(rig.server.streams), rig.link.phase) == (1, "opening")


async def test_answers_are_folded() -> None:
    async with running() as rig:
        rig.server.answers[ReadHealth] = lambda _: [
            HealthRead(server="s", at_ms=rig.now, version="1.2.3")
        ]
        await rig.says(rig.opened())
        assert ListSessions(server="s") in rig.server.performed
        assert rig.loop.state.servers["s"].version == "1.2.3"


async def test_the_first_event_after_a_silence_is_shown_at_once() -> None:
    async with running() as rig:
        await rig.says(rig.opened())
        await rig.pass_ms(4 * FRAME_MS)
        rig.screen.shown.clear()
        await rig.says(rig.seen("one"))
        assert [state.session(("s", "one")) is None for state, _ in rig.screen.shown] == [False]


async def test_what_follows_is_shown_once_per_frame() -> None:
    async with running() as rig:
        await rig.says(rig.opened())
        await rig.pass_ms(2 * FRAME_MS)
        # frames end with the clock's tenths of a second: begin at one
        await rig.pass_ms(100 - rig.now % 100)
        rig.screen.shown.clear()
        for name in "abcdef":
            await rig.says(rig.seen(name))
        assert len(rig.screen.shown) == 1
        await rig.pass_ms(FRAME_MS)
        assert len(rig.screen.shown) == 2
        state, changes = rig.screen.shown[-1]
        assert set(state.servers["s"].sessions) == set("abcdef")
        assert changes.sessions == {("s", name) for name in "bcdef"}
        await rig.pass_ms(FRAME_MS)
        assert len(rig.screen.shown) == 2


async def test_a_person_who_reads_along_quickens_the_pace() -> None:
    pace = Pace()
    async with running(pace=pace) as rig:
        rig.loop.hurry(True)
        assert pace.frame_s == QUICK_S
        rig.loop.hurry(False)
        assert pace.frame_s == CALM_S


async def test_a_burst_is_folded_in_slices_between_which_others_run() -> None:
    async with running() as rig:
        await rig.says(rig.opened())
        burst = [rig.seen(f"n{at}") for at in range(3 * SLICE)]
        rig.server.streams[-1](burst)
        sizes: set[int] = set()
        for _ in range(20):
            await asyncio.sleep(0)
            sizes.add(len(rig.loop.state.servers["s"].sessions))
        assert sizes >= {SLICE, 2 * SLICE, 3 * SLICE}


async def test_time_passes_once_a_second_on_the_second() -> None:
    async with running() as rig:
        await rig.pass_ms(250)
        rig.screen.shown.clear()
        await rig.pass_ms(2_750)
        times = [state.now_ms % 1_000 for state, changes in rig.screen.shown if not changes]
        assert times == [0, 0, 0]


async def test_a_stream_that_ends_is_opened_again_with_a_jitter() -> None:
    async with running(chance=lambda: 0.5) as rig:
        await rig.says(rig.opened())
        await rig.says(StreamEnded(server="s", at_ms=rig.now, reason="it ended"))
        assert rig.link.retry_at_ms == rig.now + 250
        await rig.pass_ms(1_000)
        assert (len(rig.server.streams), rig.server.ended) == (2, 1)


async def test_a_dead_stream_is_ended_before_the_next_one_begins() -> None:
    async with running() as rig:
        await rig.says(rig.opened())
        await rig.pass_ms(91_000)
        assert (rig.link.phase, len(rig.server.streams), rig.server.ended) == ("stale", 2, 1)


async def test_a_stream_that_ends_slowly_is_waited_for() -> None:
    class Slow(Scripted):
        async def stream(self, emit: Callable[[Sequence[Event]], None]) -> None:
            try:
                await super().stream(emit)
            finally:
                await gate.wait()

    gate, slow = asyncio.Event(), Slow({})
    async with running(join=lambda name, url: slow) as rig:
        rig.loop.post([ServerAdded(server="o", at_ms=rig.now, url="http://127.0.0.1:2")])
        await rig.settle()
        await rig.pass_ms(32_000)
        assert (rig.loop.state.servers["o"].link.opens, len(slow.streams)) == (2, 1)
        gate.set()
        await rig.settle()
        assert len(slow.streams) == 2


async def test_servers_come_and_go_while_it_runs() -> None:
    other = Scripted({})
    joined: list[tuple[str, str]] = []

    def join(name: str, url: str) -> Scripted:
        joined.append((name, url))
        return other

    async with running(join=join) as rig:
        rig.loop.post([ServerAdded(server="o", at_ms=rig.now, url="http://127.0.0.1:2")])
        await rig.settle()
        assert (joined, len(other.streams)) == ([("o", "http://127.0.0.1:2")], 1)
        rig.loop.post([ServerRemoved(server="o", at_ms=rig.now)])
        await rig.settle()
        assert (other.is_closed, other.ended, set(rig.loop.state.servers)) == (True, 1, {"s"})
        assert rig.loop.exit_status == 0


async def test_a_server_that_is_added_behind_a_burst_is_joined_once_and_kept() -> None:
    other = Scripted({})
    async with running(join=lambda name, url: other) as rig:
        await rig.says(rig.opened())
        rig.server.streams[-1]([rig.seen("one")] * (SLICE + 1))
        rig.loop.post([ServerAdded(server="o", at_ms=rig.now, url="http://127.0.0.1:2")])
        await rig.settle()
        assert (other.is_closed, len(other.streams)) == (False, 1)


async def test_a_command_becomes_an_action_at_once() -> None:
    async with running() as rig:
        await rig.says(rig.opened(), rig.seen("one"))
        rig.clock.advance(400)
        name = rig.loop.submit(Cancel(nonce="a" * 14, server="s", session="one"))
        assert rig.loop.state.actions[name].started_ms == rig.now
