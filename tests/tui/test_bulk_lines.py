"""What is said of each marked session before all are moved, retried or parked together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN, text, width
from tests.tui.make import MINUTE, SECOND, info, ref, retrying, server, session, state, using

from omo_watch.lines.marked.orders import Does, Item, Order, items, order_height, order_lines
from omo_watch.lines.moving.choice import Choice
from omo_watch.lines.moving.consequence import move_sentences
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey, State

FAILS = "Its parent Parent sees the task fail and goes on; the result follows once."
STOPS = "What runs below stops with it: Child."
SMALL = "Its context is too small for what the session uses"
CHILD: SessionKey = ("lab", "ses_c")
PARENT: SessionKey = ("lab", "ses_p")
MOVE = Order("move", ref("fake/x"))


def family(*, context: int = 200_000) -> State:
    """Make a parent that waits for its child, which waits for a limit; both run."""
    parent = session("ses_p", "Parent", "fake/a", status="busy", since=MINUTE)
    parent = using(parent, "task", "Work", SECOND)
    child = session("ses_c", "Child", "fake/a", parent="ses_p", used=90_000)
    child = retrying(child, MINUTE, "Rate limited")
    made = server("lab", [parent, child], plugin=False)
    return state(replace(made, models={"fake/x": info("fake/x", context)}))


def said(made: State, order: Order) -> dict[str, Item]:
    return {item.row.session.id: item for item in items(made, [CHILD, PARENT], order)}


def test_a_move_of_many_says_what_those_above_and_below_feel() -> None:
    told = said(family(), MOVE)
    assert told["ses_c"].words == f"Stops the wait. {FAILS}"
    assert told["ses_p"].words == f"Stops the run. {STOPS}"


def test_a_small_context_is_said_beside_all_the_rest() -> None:
    told = said(family(context=10_000), MOVE)
    assert told["ses_c"].words == f"Stops the wait. {SMALL}. {FAILS}"
    assert told["ses_c"].acts


def test_what_runs_below_is_named_before_one_is_moved_as_well() -> None:
    seen = row(family(), RowKey(server="lab", session="ses_p"))
    assert seen is not None
    assert STOPS in move_sentences(seen, Choice(model=ref("fake/x"), standing="free"))


@pytest.mark.parametrize("columns", [76, 118])
def test_all_of_it_can_be_read(columns: int) -> None:
    made = items(family(context=10_000), [CHILD, PARENT], MOVE)
    height = order_height(made, columns)
    strips = order_lines(made, MOVE, columns, height, PEN)
    assert {width(strip) for strip in strips} == {columns}
    lines = [text(strip) for strip in strips]
    assert len(lines) == height
    read = " ".join(" ".join(lines).split())
    for sentence in (FAILS, STOPS, SMALL):
        assert sentence in read
    assert "enter move 2" in lines[-1]


def test_where_the_height_is_not_enough_each_has_a_line_with_its_name() -> None:
    made = items(family(), [CHILD, PARENT], MOVE)
    lines = [text(line) for line in order_lines(made, MOVE, 76, 5, PEN)]
    assert len(lines) == 5
    assert ["Child" in lines[1], "Parent" in lines[2]] == [True, True]
    assert lines[1].rstrip().endswith("…")


@pytest.mark.parametrize("does", ["move", "retry", "park"])
def test_sessions_of_a_server_that_is_only_read_are_left(does: Does) -> None:
    made = family()
    shut = {"lab": replace(made.servers["lab"], read_only=True)}
    order = Order(does, ref("fake/x") if does == "move" else None)
    assert said(made, order)["ses_c"].acts
    told = said(replace(made, servers=shut), order)
    assert {(item.words, item.acts) for item in told.values()} == {
        ("left as it is: read-only", False)
    }
