"""Lanes of tasks: their keys and widths, who holds a slot, and who waits in which place."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core.fallback.plugin_settings import PluginSettings
from omo_watch_core.launched import Launch
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server, Session
from omo_watch_core.tasks.derive import lanes
from omo_watch_core.tasks.lanes import Limits
from omo_watch_core.tasks.own import LaneSetting
from tests.core.select.make import HOME, LAB, MINUTE, NOW, SECOND, busy, idle, retry, server
from tests.core.select.tasks import dead, launched
from tests.core.tasks.derive.make import PLACE, SLOW, ask, journal, own, row, rows, said, state

OPUS = ModelRef(provider="fake", model="opus")


def running(number: int, **fields: Any) -> Launch:
    """Give a task that runs, launched one after the other."""
    base: dict[str, Any] = {
        "child": f"ses_{number}", "model": SLOW, "at_ms": NOW - MINUTE + number * SECOND,
    }  # fmt: skip
    return launched(f"bg_{number}", **{**base, **fields})


def waiting(number: int, **fields: Any) -> Launch:
    """Give a task that waits."""
    return running(number, **{"child": None, **fields})


def lab(*tasks: Launch, **children: Session) -> Server:
    """Give a server whose parent launched these; children work unless they are given."""
    names = [task.child for task in tasks if task.child]
    below = [children.get(name) or busy(name, parent="ses_a") for name in names]
    return server(busy(launches=tasks), *below, plugin=True)


def with_limits(known: Server, **fields: Any) -> Server:
    """Give the server with the plugin's files read."""
    settings = PluginSettings(limits=Limits(**fields))
    return replace(known, plugin_settings={HOME: settings})


def told(known: Server, **fields: Any) -> list[tuple[str, int, int | None, list[str]]]:
    """Give key, slots in use, width and tasks of each lane."""
    found = lanes(state(known, **fields))
    return [(one.key, one.held, one.width, [task.id for task in one.tasks]) for one in found]


def test_what_waits_stands_behind_what_runs_in_its_order() -> None:
    known = lab(waiting(3), running(1), waiting(2))
    assert told(known) == [("fake/slow", 1, None, ["bg_1", "bg_2", "bg_3"])]
    assert [one.place for one in rows(known)] == [None, 1, 2]
    assert lanes(state(known))[0].queued == 2


def test_the_width_is_that_of_the_files() -> None:
    known = lab(running(1))
    assert told(with_limits(known))[0][2] == 5
    assert told(with_limits(known, default=2))[0][2] == 2
    assert told(with_limits(known, models={"fake/slow": 3}))[0][2] == 3
    assert told(with_limits(known, models={"fake/slow": 0}))[0][2] is None


def test_where_somebody_waits_beside_free_slots_the_files_are_not_believed() -> None:
    known = with_limits(lab(running(1), waiting(2)), default=5.0)
    assert told(known) == [("fake/slow", 1, None, ["bg_1", "bg_2"])]
    full = with_limits(lab(running(1), waiting(2)), default=1.0)
    assert told(full) == [("fake/slow", 1, 1, ["bg_1", "bg_2"])]


def test_what_waits_in_a_paused_lane_of_ours_says_so() -> None:
    mine = own(status="pending", session=None)
    setting = LaneSetting(place=PLACE, key=SLOW.name, owner="ann@desk", changed_ms=1, paused=True)
    kept = replace(journal(mine), lanes={(PLACE, SLOW.name): setting})
    assert [(one.state, one.paused) for one in rows(lab(), journal=kept)] == [("queued", True)]
    assert [one.paused for one in rows(lab(), journal=journal(mine))] == [False]


def test_a_provider_may_have_one_lane_for_all_its_models() -> None:
    known = with_limits(lab(running(1), running(2, model=OPUS)), providers={"fake": 4})
    assert told(known) == [("fake", 2, 4, ["bg_1", "bg_2"])]
    known = with_limits(known, providers={"fake": 4}, models={"fake/opus": 1})
    assert told(known) == [("fake", 1, 4, ["bg_1"]), ("fake/opus", 1, 1, ["bg_2"])]


def test_one_without_a_model_is_where_its_kind_is() -> None:
    of_kind, of_agent = {"category": "quick"}, {"agent": "x"}
    known = lab(running(1, **of_kind), waiting(2, model=None, **of_kind))
    assert [(one.lane, one.model) for one in rows(known)][1] == ("fake/slow", None)
    known = lab(running(1, **of_agent), waiting(2, model=None, **of_agent))
    assert {one.lane for one in rows(known)} == {"", "fake/slow"}
    known = lab(
        replace(running(1, **of_agent)), waiting(2, model=None, **of_agent),
        ses_1=busy("ses_1", parent="ses_a", agent="x"),
    )  # fmt: skip
    assert {one.lane for one in rows(known)} == {"fake/slow"}


def test_the_lane_is_of_the_model_that_it_was_launched_with() -> None:
    moved = busy("ses_1", parent="ses_a")
    one = row(lab(running(1), ses_1=moved))
    assert (one.model, one.lane) == (OPUS, "fake/slow")


def test_a_dead_task_holds_its_slot() -> None:
    gone = dead(MINUTE)
    gone = replace(gone, info=replace(gone.info, id="ses_1"))
    assert told(lab(running(1), ses_1=gone)) == [("fake/slow", 1, None, ["bg_1"])]
    assert told(lab(running(1, ended=True, claim="error"), ses_1=gone)) == []


def test_lanes_with_trouble_come_first() -> None:
    other = ModelRef(provider="zeta", model="z")
    known = lab(running(1), running(2, model=OPUS), running(3, model=other),
                ses_3=retry("ses_3", parent="ses_a"))  # fmt: skip
    assert [key for key, *_ in told(known)] == ["fake/opus", "fake/slow", "zeta/z"]
    asking = replace(known, asks={"per": ask("ses_3")})
    assert [key for key, *_ in told(asking)] == ["zeta/z", "fake/opus", "fake/slow"]


def test_our_own_tasks_join_the_table() -> None:
    known = server(idle(), busy("ses_c", parent="ses_a"))
    first = own(status="running", session="ses_c", lane="fake/slow")
    second, third = own("bg_2", 2.0), own("bg_3", 1.0)
    table = rows(known, journal=journal(first, second, third))
    assert [(one.id, one.origin, said(one), one.place) for one in table] == [
        ("bg_own", "omo-watch", ("running", "running", "ok"), None),
        ("bg_3", "omo-watch", ("queued", "pending", "unknown"), 1),
        ("bg_2", "omo-watch", ("queued", "pending", "unknown"), 2),
    ]
    assert {one.lane for one in table} == {"fake/slow"}


def test_the_claim_of_our_own_is_its_status() -> None:
    known = server(idle())
    for status, claim in (("interrupt", "interrupted"), ("error", "error")):
        over = own(status=status, completed_ms=float(NOW - SECOND))
        one = row(known, journal=journal(over))
        assert said(one) == ("failed", claim, "unknown")


def test_a_notice_of_our_own_makes_no_second_row() -> None:
    told_of = Launch(task="bg_own", title="Ours", claim="completed", said_ms=NOW - SECOND)
    known = server(busy(launches=(told_of,)))
    assert [one.origin for one in rows(known, journal=journal(own()))] == ["omo-watch"]
    assert [one.origin for one in rows(known)] == ["plugin"]


def test_our_own_of_another_server_are_not_here() -> None:
    elsewhere = replace(own(), place="http://127.0.0.1:9")
    assert rows(server(idle()), journal=journal(elsewhere)) == ()


def test_our_own_lanes_are_as_they_were_set() -> None:
    setting = LaneSetting(
        place=PLACE, key="fake/slow", owner="ann", changed_ms=NOW, width=2, paused=True
    )
    held = {"lanes": {(PLACE, "fake/slow"): setting}}
    (lane,) = lanes(state(server(idle()), journal=journal(own(), **held)))
    assert (lane.width, lane.paused, lane.held, lane.queued) == (2, True, 0, 1)
    (empty,) = lanes(state(server(idle()), journal=journal(**held)))
    assert (empty.key, empty.paused, empty.tasks) == ("fake/slow", True, ())
    (plain,) = lanes(state(server(idle()), journal=journal(own())))
    assert (plain.width, plain.paused) == (5, False)
    assert plain.server == LAB
