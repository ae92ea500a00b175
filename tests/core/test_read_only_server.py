"""A server that settings call read-only: nothing is sent, whoever asks and whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import commands as c
from omo_watch_core import events as ev
from omo_watch_core.actions.beginnings import BEGINNINGS
from omo_watch_core.commands import Command
from omo_watch_core.contract import ls_document
from omo_watch_core.decide import LOCK, decide, locked
from omo_watch_core.effects import Effect, ReadHistory, ShowToast, TakeParked
from omo_watch_core.journal.sending import request_of
from omo_watch_core.link import Link
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Server, State
from tests.core.actions.stage import GPT, LAB, NONCE, A, running
from tests.core.charge.desk import limited, working
from tests.core.leases.leasing import stopped
from tests.core.leases.test_holding import held
from tests.core.parking.stand import parked, resting
from tests.core.running.world import World

REASON = "lab is read-only, nothing was sent"
_MORE: dict[type[Command], dict[str, Any]] = {
    c.Override: {"target": GPT},
    c.ProbeModel: {"target": GPT},
    c.NewTask: {"agent": "explore", "prompt": "look"},
    c.CancelTask: {"task": "bg_1"},
    c.MoveUp: {"task": "bg_1"},
    c.SetLane: {"lane": "fake/ok-gpt", "width": 2},
    c.ClearLease: {"lease": "lea_1"},
    c.Answer: {"ask": "per_1", "reply": "once"},
}


def _locked(state: State) -> State:
    server = replace(state.servers[LAB], read_only=True)
    return replace(state, servers={**state.servers, LAB: server})


def _changes(effects: list[Effect]) -> list[Effect]:
    """Keep what changes something, or asks for the right to."""
    wanted = (ShowToast, TakeParked)
    return [one for one in effects if request_of(one) is not None or isinstance(one, wanted)]


AT_SERVERS = [kind for kind, beginning in BEGINNINGS.items() if not beginning.local]
"""What is kept on this machine alone reaches no server."""


@pytest.mark.parametrize("kind", AT_SERVERS, ids=lambda kind: kind.__name__)
def test_every_command_is_refused_and_nothing_is_read_for_it(kind: type[Command]) -> None:
    state = replace(_locked(running().state), tell_others=True)
    command = kind(nonce=NONCE, server=LAB, session=A, **_MORE.get(kind, {}))
    after, effects = decide(state, command)
    action = after.actions[f"act_{NONCE}"]
    assert (action.result, action.evidence) == ("refused", REASON)
    assert LOCK in action.hint
    assert effects == ()


def _limit(lock: bool) -> list[Effect]:
    """A model meets its limit where nobody else is in charge."""
    desk = working()
    desk.state = _locked(desk.state) if lock else desk.state
    desk.sent.clear()
    desk.waits()
    desk.serve()
    return _changes(desk.sent)


def _rescue(lock: bool) -> list[Effect]:
    """The plugin leaves a wait standing."""
    desk = limited(plugin=True)
    desk.state = _locked(desk.state) if lock else desk.state
    desk.sent.clear()
    desk.tick(5)
    desk.serve()
    return _changes(desk.sent)


def _renewal(lock: bool) -> list[Effect]:
    """A held session was led back to a model that waits."""
    desk = held()
    desk.state = _locked(desk.state) if lock else desk.state
    desk.goes_back()
    desk.waits()
    desk.later(1_000).serve()
    return _changes(desk.sent)


def _end_of_a_lease(lock: bool) -> list[Effect]:
    """A lease has come to its end, and its note is to be taken away."""
    desk = stopped()
    desk.held(until="time", until_ms=desk.now + 30_000)
    desk.noted()
    desk.state = _locked(desk.state) if lock else desk.state
    desk.sent.clear()
    desk.tick(40)
    return _changes(desk.sent)


def _parked(lock: bool) -> list[Effect]:
    """A parked session is due."""
    stand = resting(parked())
    stand.state = _locked(stand.state) if lock else stand.state
    return _changes(stand.tick(60))


@pytest.mark.parametrize("story", [_limit, _rescue, _renewal, _end_of_a_lease, _parked])
def test_nothing_is_sent_by_itself_where_something_would_be(
    story: Callable[[bool], list[Effect]],
) -> None:
    assert story(False) != []
    assert story(True) == []


def test_no_step_is_offered_either() -> None:
    for lock, offers in ((False, 1), (True, 0)):
        desk = working(mode="assist")
        desk.state = _locked(desk.state) if lock else desk.state
        desk.waits()
        desk.tick(5)
        desk.serve()
        assert len(desk.duty.offers) == offers


def test_a_task_of_our_own_is_not_begun_there() -> None:
    for lock in (False, True):
        world = World()
        world.lane(width=1)
        first, _ = world.new("one"), world.new("two")
        world.tick(2)
        world.state = _locked(world.state) if lock else world.state
        world.sent.clear()
        world.answers(world.child(first))
        world.tick(8)
        assert bool(_changes(world.sent)) is not lock


def test_the_reason_names_the_server_and_the_mode_comes_first() -> None:
    state = _locked(running().state)
    assert locked(state, LAB) == REASON
    assert locked(state, "other") == ""
    assert locked(replace(state, mode="watch"), LAB) == "read-only, nothing was sent"


def test_it_is_said_of_a_server_when_it_is_added_and_in_the_listing() -> None:
    blank = State(servers={"a": Server(name="a", url="http://a", link=Link())})
    told = [
        ev.ServerAdded(server=name, at_ms=1, url=f"http://{name}", read_only=name != "c")
        for name in "abc"
    ]
    state, _ = reduce(blank, told)
    listed = ls_document(state)["servers"]
    assert isinstance(listed, list)
    assert [(one["name"], one["read_only"]) for one in listed] == [
        ("a", True), ("b", True), ("c", False),
    ]  # fmt: skip


def test_what_is_read_is_no_change() -> None:
    assert request_of(ReadHistory(server=LAB, action="a", session=A)) is None
