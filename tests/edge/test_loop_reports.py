"""What those who look after models say, and when they want to be woken."""

import asyncio

import pytest
from msgspec.structs import replace
from tests.edge.rig import Rig, running

from omo_watch_core.charge.duty import Duty
from omo_watch_core.edge import loop as room
from omo_watch_core.effects import Effect, ListSessions, Report, Wake
from omo_watch_core.events import Event, SessionSeen, StatusHeard, Ticked, Woken
from omo_watch_core.model import SessionInfo
from omo_watch_core.state import State

LINE = Report(server="s", session="one", kind="decision", at_ms=1, text="held: read-only")


class Scripted:
    """Stand in for the fold: say what a test wants, and note what came."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.effects: list[Effect] = []
        self.batches: list[list[Event]] = []
        self._real = room.step
        monkeypatch.setattr(room, "step", self.step)

    def step(self, state: State, batch: list[Event]) -> object:
        self.batches.append(batch)
        state, changes, effects = self._real(state, batch)
        mine, self.effects = self.effects, []
        return state, changes, (*effects, *mine)

    @property
    def woken(self) -> list[Event]:
        return [event for batch in self.batches for event in batch if isinstance(event, Woken)]


@pytest.fixture
def fold(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    return Scripted(monkeypatch)


async def test_a_line_is_told_and_asked_of_no_server(fold: Scripted) -> None:
    told: list[Report] = []
    async with running(report=told.append) as rig:
        fold.effects = [LINE, replace(LINE, text="second")]
        await rig.says(rig.opened())
        assert [line.text for line in told] == ["held: read-only", "second"]
        assert not any(isinstance(effect, Report) for effect in rig.server.performed)


async def test_lines_and_requests_go_out_in_their_order(fold: Scripted) -> None:
    seen: list[object] = []
    async with running(report=seen.append) as rig:
        rig.server.answers[ListSessions] = lambda effect: seen.append(effect) or ()
        fold.effects = [LINE, ListSessions(server="s")]
        await rig.says(rig.seen("one"))
        assert seen == [LINE, ListSessions(server="s")]


async def test_a_line_is_told_to_nobody_where_nobody_listens(fold: Scripted) -> None:
    async with running() as rig:
        fold.effects = [LINE]
        await rig.says(rig.opened())
        assert rig.loop.exit_status == 0


async def test_a_listener_that_fails_is_a_fault_of_the_program(fold: Scripted) -> None:
    def fail(report: Report) -> None:
        raise BrokenPipeError("nobody reads")

    async with running(report=fail) as rig:
        fold.effects = [LINE]
        await rig.says(rig.opened())
        await rig.says(rig.seen("one"))
        assert [str(fault) for fault in rig.loop.faults] == ["nobody reads"]
        assert rig.loop.state.session(("s", "one")) is not None


async def test_it_is_woken_at_the_moment_that_was_wanted(fold: Scripted) -> None:
    async with running() as rig:
        await rig.says(rig.opened())
        fold.effects = [Wake(server="", at_ms=rig.now + 250)]
        due = rig.now + 250
        await rig.says(rig.seen("one"))
        await rig.pass_ms(200)
        assert fold.woken == []
        await rig.pass_ms(50)
        assert fold.woken == [Woken(server="", at_ms=due)]
        await rig.pass_ms(2_000)
        assert len(fold.woken) == 1


async def test_a_moment_that_has_passed_is_now(fold: Scripted) -> None:
    async with running() as rig:
        fold.effects = [Wake(server="", at_ms=rig.now - 5_000)]
        await rig.says(rig.opened())
        assert fold.woken == [Woken(server="", at_ms=rig.now)]


async def test_waking_is_no_second_of_the_clock(fold: Scripted) -> None:
    async with running() as rig:
        await rig.pass_ms(1_000 - rig.now % 1_000)
        ticks = sum(isinstance(event, Ticked) for batch in fold.batches for event in batch)
        fold.effects = [Wake(server="", at_ms=rig.now + 50)]
        await rig.says(rig.opened())
        await rig.pass_ms(500)
        again = sum(isinstance(event, Ticked) for batch in fold.batches for event in batch)
        assert (len(fold.woken), again) == (1, ticks)


async def test_a_moment_that_is_still_to_come_keeps_nothing_running(fold: Scripted) -> None:
    # `running` itself looks that nothing is left
    async with running() as rig:
        fold.effects = [Wake(server="", at_ms=rig.now + 60_000)]
        await rig.says(rig.opened())
        assert len(asyncio.all_tasks()) > 1
    assert fold.woken == []


def looking_after(rig: Rig) -> None:
    """Let the loop look after models where it may only look on."""
    server = replace(rig.loop.state.servers["s"], plugin=False)
    rig.loop.state = replace(rig.loop.state, duty=Duty(), mode="watch", servers={"s": server})


async def test_what_is_decided_about_a_session_is_told() -> None:
    told: list[Report] = []
    async with running(report=told.append) as rig:
        looking_after(rig)
        wait = StatusHeard(
            server="s", at_ms=rig.now, session="one", directory="/a", status="retry", attempt=1,
            message="Rate limit reached", next_ms=float(rig.now + 60_000),
        )  # fmt: skip
        info = SessionInfo(id="one", title="one", directory="/a", agent="build")
        seen = SessionSeen(server="s", at_ms=rig.now, info=info)
        await rig.says(rig.opened(), seen, wait)
        (line,) = told
        assert (line.kind, line.server, line.session) == ("decision", "s", "one")
        assert line.text == "no chain: nothing is sent (session.status: usage-limit, attempt 1)"
