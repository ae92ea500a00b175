"""The loop is the last gate before a server that is only read: counted at a scripted backend."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from tests.edge.rig import Rig, running

from omo_watch_core import commands as c
from omo_watch_core.edge import loop as room
from omo_watch_core.effects import Effect, ListSessions, SendAbort, SendPrompt, ShowToast
from omo_watch_core.events import Event, StatusHeard
from omo_watch_core.journal.sending import request_of
from omo_watch_core.state import State

ABORT = SendAbort(server="s", action="act_1", session="one")
PROMPT = SendPrompt(server="s", action="act_1", session="one", body=b"{}")
TOAST = ShowToast(
    server="s", directory="/a", title="omo-watch", message="x", variant="info", duration_ms=1
)
NONCE = "n" * 14


def _lock(rig: Rig) -> None:
    server = replace(rig.loop.state.servers["s"], read_only=True)
    rig.loop.state = replace(rig.loop.state, servers={"s": server})


def _changing(rig: Rig) -> list[Effect]:
    wanted = rig.server.performed
    return [one for one in wanted if request_of(one) is not None or isinstance(one, ShowToast)]


async def _busy(rig: Rig, lock: bool) -> None:
    await rig.says(rig.opened(), rig.seen("one"))
    await rig.says(
        StatusHeard(server="s", at_ms=rig.now, session="one", directory="/a", status="busy")
    )
    if lock:
        _lock(rig)


@pytest.mark.parametrize("lock", [False, True])
async def test_a_stop_reaches_only_a_server_that_may_be_changed(lock: bool) -> None:
    async with running() as rig:
        await _busy(rig, lock)
        rig.loop.submit(c.Cancel(nonce=NONCE, server="s", session="one"))
        await rig.pass_ms(500)
        assert bool(_changing(rig)) is not lock
        assert rig.loop.faults == []


async def test_what_should_never_come_is_held_back_and_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step, wanted = room.step, [ABORT, PROMPT, TOAST, ListSessions(server="s")]

    def with_more(state: State, batch: Sequence[Event]) -> object:
        state, changes, effects = step(state, batch)
        mine = tuple(wanted)
        wanted.clear()
        return state, changes, (*effects, *mine)

    async with running() as rig:
        await _busy(rig, lock=True)
        rig.server.performed.clear()
        monkeypatch.setattr(room, "step", with_more)
        await rig.says(rig.seen("one"))
        await rig.pass_ms(500)
        assert rig.server.performed[0] == ListSessions(server="s")
        assert _changing(rig) == []
        assert [str(fault) for fault in rig.loop.faults] == [
            f"{kind} was held back: s is read-only"
            for kind in ("SendAbort", "SendPrompt", "ShowToast")
        ]
        assert rig.loop.exit_status == 1
