"""The order of rows: trees, worst first, longest wait first; the sorts."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.view import View, by, said_sort, then_by
from tests.core.select.make import (
    ALL,
    DAY,
    HOUR,
    LIMITED,
    MINUTE,
    NOW,
    SECOND,
    ask,
    busy,
    drawn,
    idle,
    lost,
    order,
    retry,
    server,
    state,
)


def test_worst_first() -> None:
    sessions = [
        idle("ses_idle"),
        idle("ses_done", ended_ms=NOW - MINUTE, since_ms=NOW - MINUTE),
        busy("ses_busy"),
        idle("ses_parked", parked_until_ms=NOW + HOUR),
        retry("ses_retry"),
        idle("ses_failed", failure=LIMITED),
        busy("ses_stuck", unfinished=9),
        busy("ses_asking"),
    ]
    assert order(*sessions, asks=[ask("ses_asking")]) == (
        "asking stuck failed retry parked busy done idle"
    )


def test_unknown_stands_between_parked_and_busy() -> None:
    link = lost(phase="live", opened_ms=NOW - SECOND)
    heard = busy("ses_busy")
    gap = busy("ses_unknown", status_ms=NOW - HOUR)
    parked = idle("ses_parked", parked_until_ms=NOW, status_ms=NOW)
    assert order(heard, gap, parked, link=link) == "parked unknown busy"


def test_who_waits_longest_comes_first() -> None:
    assert order(busy("ses_b", ago=MINUTE), busy("ses_a", ago=HOUR), busy("ses_c", ago=SECOND)) == (
        "a b c"
    )
    asks = [ask("ses_x", NOW - MINUTE), ask("ses_y", NOW - HOUR)]
    assert order(busy("ses_x"), busy("ses_y"), asks=asks) == "y x"
    assert order(idle("ses_m", failure=LIMITED), idle("ses_o", ago=2 * HOUR, failure=LIMITED)) == (
        "o m"
    )


def test_a_wait_that_ends_sooner_comes_first() -> None:
    sessions = [
        retry("ses_long", due=HOUR, ago=HOUR),
        retry("ses_over", due=-MINUTE),
        retry("ses_soon", due=SECOND),
    ]
    assert order(*sessions) == "over soon long"
    parked = [idle("ses_p2", parked_until_ms=NOW + DAY), idle("ses_p1", parked_until_ms=NOW + HOUR)]
    assert order(*parked) == "p1 p2"


def test_what_rests_stands_newest_first() -> None:
    assert order(idle("ses_old", ago=2 * HOUR), idle("ses_new", ago=MINUTE)) == "new old"


def test_equal_ones_keep_the_order_of_their_ids() -> None:
    assert order(*(busy(f"ses_{name}") for name in "cab")) == "a b c"


def test_a_tree_stands_where_its_worst_member_would() -> None:
    sessions = [
        busy("ses_b"),
        idle("ses_root"),
        idle("ses_kid", parent="ses_root"),
        busy("ses_grandkid", parent="ses_kid", unfinished=9),
        retry("ses_r"),
    ]
    assert order(*sessions) == "root .kid ..grandkid r b"


def test_children_stand_by_the_worst_below_them_too() -> None:
    sessions = [
        idle("ses_root"),
        busy("ses_fine", parent="ses_root"),
        idle("ses_kid", parent="ses_root"),
        retry("ses_late", parent="ses_kid"),
    ]
    assert order(*sessions) == "root .kid ..late .fine"


def test_guides_and_badges() -> None:
    sessions = [
        busy("ses_root"),
        busy("ses_a", parent="ses_root", ago=HOUR),
        busy("ses_b", parent="ses_root"),
        retry("ses_a1", parent="ses_a", due=SECOND),
        retry("ses_a2", parent="ses_a", due=HOUR),
        idle("ses_b1", parent="ses_b"),
    ]
    rows = arrange(state(server(*sessions)), ALL).rows
    assert [(row.session, row.branches, row.badge) for row in rows] == [
        ("ses_root", (), ("retry", 2)),
        ("ses_a", (False,), ("retry", 2)),
        ("ses_a1", (False, False), None),
        ("ses_a2", (False, True), None),
        ("ses_b", (True,), None),
        ("ses_b1", (True, True), None),
    ]
    assert rows[0].key == ("lab", "ses_root")


def test_a_badge_counts_the_worst_at_any_depth_and_nothing_quiet() -> None:
    sessions = [
        idle("ses_root"),
        retry("ses_a", parent="ses_root"),
        busy("ses_b", parent="ses_root"),
        retry("ses_b1", parent="ses_b"),
        retry("ses_b2", parent="ses_b"),
        idle("ses_c", parent="ses_root", ended_ms=NOW, since_ms=NOW),
    ]
    badges = {row.session: row.badge for row in arrange(state(server(*sessions)), ALL).rows}
    assert badges["ses_root"] == ("retry", 3)
    assert badges["ses_b"] == ("retry", 2)
    assert badges["ses_c"] is None


def test_a_child_without_its_parent_is_a_root() -> None:
    assert order(busy("ses_orphan", parent="ses_gone")) == "orphan"


def test_a_child_of_an_archived_parent_is_a_root() -> None:
    assert order(idle("ses_p", archived_ms=1), busy("ses_kid", parent="ses_p")) == "kid"


def test_archived_ones_are_neither_shown_nor_counted() -> None:
    found = arrange(state(server(idle("ses_a", archived_ms=1), idle("ses_b"))), ALL)
    assert (drawn(found), found.shown, found.hidden) == ("b", 1, 0)


@pytest.mark.parametrize(
    ("parents", "shown"),
    [
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "a .b"),
        ({"a": "c", "b": "a", "c": "b"}, "a .b ..c"),
        ({"a": "b", "b": "a", "c": "b", "d": None}, "a .b ..c d"),
    ],
)
def test_nobody_is_lost_in_a_circle(parents: dict[str, str | None], shown: str) -> None:
    sessions = [
        busy(f"ses_{name}", parent=parent and f"ses_{parent}") for name, parent in parents.items()
    ]
    assert order(*sessions) == shown


def test_a_very_deep_tree_is_shown_whole() -> None:
    sessions = [busy("ses_0")]
    sessions += [busy(f"ses_{n}", parent=f"ses_{n - 1}") for n in range(1, 1_500)]
    found = arrange(state(server(*sessions)), View(filter="state:busy"))
    assert found.shown == 1_500
    assert found.rows[-1].depth == 1_499


def test_equal_ids_on_two_servers_are_two_rows() -> None:
    one, two = server(busy("ses_a"), name="one"), server(busy("ses_a"), name="two")
    rows = arrange(state(one, two), ALL).rows
    assert [row.key for row in rows] == [("one", "ses_a"), ("two", "ses_a")]


def test_parents_are_found_on_their_own_server_only() -> None:
    one = server(busy("ses_a"), name="one")
    two = server(busy("ses_b", parent="ses_a"), name="two")
    assert [row.depth for row in arrange(state(one, two), ALL).rows] == [0, 0]


FIVE = [
    idle("ses_a", title="delta", cost=1.0, context_used=5, ago=4 * HOUR),
    idle("ses_b", title="Alpha", cost=3.0, context_used=9, ago=5 * HOUR),
    idle("ses_c", title="bravo", cost=2.0, context_used=7, ago=HOUR),
    busy("ses_d", title="aardvark", cost=9.0, context_used=99, parent="ses_a", ago=DAY),
]


@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("attention", "a .d c b"),
        ("time", "a .d c b"),
        ("title", "b c a .d"),
        ("cost", "b c a .d"),
        ("context", "b c a .d"),
    ],
)
def test_each_sort(sort: Any, shown: str) -> None:
    assert order(*FIVE, view=View(sort=sort, unfolded=True)) == shown


MORE = [
    busy("ses_a", title="one", agent="build", cost=1.0),
    busy("ses_b", title="two", agent=None, cost=1.0),
    idle("ses_c", title="three", agent="Oracle", cost=2.0),
    idle("ses_d", title="tw", agent="build", cost=1.0),
]


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (View(sort="agent"), "a d c b"),
        (View(sort="agent", then="title"), "a d c b"),
        (View(sort="agent", then="state"), "a d c b"),
        (View(sort="cost", then="title"), "c a d b"),
        (View(sort="cost", reverse=True), "a b d c"),
        (View(sort="cost", then="title", reverse=True), "a d b c"),
        (View(sort="title", reverse=True), "b d c a"),
        (View(sort="state"), "a b c d"),
        (View(sort="state", then="cost", reverse=True), "c d a b"),
    ],
)
def test_two_levels_and_the_other_way_round(view: View, shown: str) -> None:
    assert order(*MORE, view=replace(view, unfolded=True)) == shown


def test_a_tree_stands_where_its_worst_does_whichever_way_round() -> None:
    family = [
        idle("ses_p"),
        busy("ses_x", parent="ses_p"),
        idle("ses_y", parent="ses_p"),
        idle("ses_q"),
    ]
    asks = [ask("ses_x")]
    assert order(*family, asks=asks) == "p .x .y q"
    view = View(reverse=True, unfolded=True)
    assert order(*family, asks=asks, view=view) == "q p .y .x"


def test_by_model_and_server() -> None:
    one = server(busy("ses_a"), busy("ses_c"), name="zeta")
    two = server(busy("ses_b"), name="Alpha")
    assert drawn(arrange(state(one, two), View(sort="server"))) == "b a c"
    assert drawn(arrange(state(one, two), View(sort="server", reverse=True))) == "a c b"
    assert drawn(arrange(state(one, two), View(sort="model"))) == "a b c"


def test_sorting_by_the_same_turns_round() -> None:
    view = by(View(), "cost")
    assert (view.sort, view.reverse, said_sort(view)) == ("cost", False, "sort cost")
    view = then_by(by(view, "cost"), "title")
    assert said_sort(view) == "sort cost reversed, then title"
    assert then_by(view, "cost") == view
    assert said_sort(then_by(view, "title")) == "sort cost reversed"
    assert said_sort(by(view, "title")) == "sort title"


def test_time_goes_by_our_clock() -> None:
    ahead = server(idle("ses_a", ago=HOUR), name="ahead", offset_ms=-2.0 * HOUR)
    exact = server(idle("ses_b", ago=2 * HOUR), name="exact")
    found = arrange(state(ahead, exact), View(sort="time", unfolded=True))
    assert drawn(found) == "b a"
