"""One server, two projects, the plugin in one of them; and the moment in which nobody knows."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.duty import Wait
from omo_watch_core.charge.forecast import forecast
from omo_watch_core.charge.stance import DOUBT
from omo_watch_core.contract import ls_document
from omo_watch_core.effects import ReadMessages, SendAbort
from omo_watch_core.fallback.fault import text_fault
from omo_watch_core.select.charge import in_charge, in_charge_of
from omo_watch_core.signs import Look
from omo_watch_core.state import Directory
from tests.core.actions.stage import HOME, LAB, A, info
from tests.core.charge.desk import Desk, limited, working
from tests.core.charge.setting import LIMITED, SPENT

B, THERE = "ses_b", "/srv/dev/project-b"
THEIRS = Look(seen=("config", "tools"))


def looks(desk: Desk, look: Look, directory: str) -> None:
    """Answer whether the plugin is in a directory."""
    desk.tell(
        ev.PluginLooked(
            server=LAB, at_ms=desk.now, asked_ms=desk.now, directory=directory, look=look
        )
    )


def begins(desk: Desk, directory: str) -> None:
    """Let the instance of a directory begin to live."""
    desk.tell(ev.DirectoryHeard(server=LAB, at_ms=desk.now, directory=directory))


def ends(desk: Desk, directory: str) -> None:
    """Let the instance of a directory end."""
    desk.tell(ev.InstanceDisposed(server=LAB, at_ms=desk.now, directory=directory))


def both(**setting: object) -> Desk:
    """Give two sessions that meet their limit; the plugin is where the second one is."""
    there = replace(info(B), directory=THERE)
    desk = working(info(), there, **setting)
    desk.tell(ev.ServerDescribed(server=LAB, at_ms=desk.now, own_directory=HOME, plugin=False))
    begins(desk, THERE)
    looks(desk, THEIRS, THERE)
    desk.asks(B)
    desk.status("busy", B)
    desk.answers(session=B)
    return desk


def test_a_session_is_nobodys_or_the_plugins_by_its_directory() -> None:
    desk = both(claim=None)
    assert in_charge(desk.server) == "plugin"
    who = {name: in_charge_of(desk.server, desk.session(name)) for name in (A, B)}
    assert who == {A: "nobody", B: "plugin"}
    told: dict[str, Any] = ls_document(desk.state)
    (server,) = told["servers"]
    assert (server["plugin"], server["plugin_signs"]) == (True, ["config", "tools"])
    assert {s["id"]: s["in_charge"] for s in told["sessions"]} == who


def test_only_the_session_that_is_nobodys_is_moved_at_once() -> None:
    desk = both()
    desk.waits()
    desk.waits(B)
    desk.serve()
    assert [abort.session for abort in desk.all(SendAbort)] == [A]
    assert desk.models() == ["ok-gpt"]
    assert list(desk.duty.waits) == [(LAB, B)]


def test_what_the_plugin_leaves_standing_is_rescued_there_too() -> None:
    desk = both()
    desk.waits(B)
    desk.tick(5)
    desk.serve()
    assert [abort.session for abort in desk.all(SendAbort)] == [B]


def test_a_forecast_goes_by_the_directory() -> None:
    desk = both()
    seen = {name: forecast(desk.state, (LAB, name), text_fault(LIMITED)) for name in (A, B)}
    assert {name: one.in_charge for name, one in seen.items()} == {A: "omo-watch", B: "plugin"}
    assert (seen[A].auto.does, seen[A].rescue) == ("acts", None)
    assert seen[B].auto.why == "the plugin is in charge"
    assert seen[B].rescue is not None


def test_nothing_is_done_in_a_directory_that_just_began_before_somebody_looked() -> None:
    desk = both()
    ends(desk, HOME)
    begins(desk, HOME)
    desk.waits()
    desk.serve()
    assert (desk.changing(), desk.held()) == ([], [DOUBT])
    desk.later(80)
    looks(desk, Look(), HOME)
    desk.serve()
    assert [abort.session for abort in desk.all(SendAbort)] == [A]


def test_a_plugin_that_turns_out_to_be_there_keeps_the_step_back() -> None:
    desk = both()
    ends(desk, HOME)
    begins(desk, HOME)
    desk.waits()
    looks(desk, THEIRS, HOME)
    desk.tick(4)
    desk.serve()
    assert desk.changing() == []


def test_an_error_that_was_only_held_for_the_look_is_taken_up_behind_it() -> None:
    desk = working()
    desk.state = replace(
        desk.state,
        servers={
            LAB: replace(
                desk.server,
                directories={HOME: Directory(path=HOME, plugin=False, doubt_ms=desk.now)},
            )
        },
    )
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    assert DOUBT in "".join(desk.texts("decision"))
    assert desk.changing() == []
    looks(desk, Look(), HOME)
    desk.tick()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


@pytest.mark.parametrize("stage", ["marks", "status"])
def test_a_look_that_is_due_holds_an_abort_that_was_on_its_way(stage: str) -> None:
    desk = limited()
    assert desk.kinds() == [ReadMessages]
    if stage == "status":
        desk.listed()
    desk.tell(ev.StreamOpened(server=LAB, at_ms=desk.now))
    directories = {HOME: Directory(path=HOME, heard=True, plugin=False, doubt_ms=desk.now)}
    server = replace(desk.server, directories=directories)
    desk.state = replace(desk.state, servers={LAB: server})
    desk.serve()
    assert (desk.changing(), desk.held()) == ([], [DOUBT])


def test_who_ends_an_instance_gives_up_its_waits() -> None:
    desk = both()
    desk.waits(B)
    assert desk.duty.waits[(LAB, B)] == Wait(
        attempt=1, next_ms=desk.now + 476_000, message=LIMITED, since_ms=desk.now
    )
    ends(desk, THERE)
    desk.changes(B, completed_ms=desk.now)
    desk.tick(60)
    desk.serve()
    assert (desk.duty.waits, desk.changing()) == ({}, [])
