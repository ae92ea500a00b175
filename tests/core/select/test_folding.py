"""What the session table leaves out: folded, filtered, archived; and that nobody is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core.link import Link
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.totals import totals
from omo_watch_core.select.view import SORTS, Arrangement, View
from omo_watch_core.state import Session, State
from tests.core.select.make import (
    ABORTED,
    DAY,
    HOUR,
    LIMITED,
    NOW,
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

OLD = 25 * HOUR


def test_what_rests_for_a_day_is_folded_into_one_line() -> None:
    sessions = [idle("ses_new"), idle("ses_o1", ago=OLD), idle("ses_o2", ago=OLD)]
    found = arrange(state(server(*sessions)), View())
    assert (drawn(found), found.shown, found.hidden) == ("new older2", 1, 0)
    assert found.rows[-1].session == ""


@pytest.mark.parametrize(
    "session",
    [
        pytest.param(busy("ses_x", updated_ms=NOW - OLD), id="works"),
        pytest.param(retry("ses_x", updated_ms=NOW - OLD), id="waits"),
        pytest.param(idle("ses_x", ago=OLD, ended_ms=NOW - OLD), id="done"),
        pytest.param(idle("ses_x", ago=OLD, parked_until_ms=NOW), id="parked"),
        pytest.param(idle("ses_x", ago=OLD, failure=LIMITED), id="failed"),
        pytest.param(idle("ses_x", ago=DAY), id="just a day"),
    ],
)
def test_what_waits_for_somebody_is_never_folded(session: Session) -> None:
    assert order(session, view=View()) == "x"


@pytest.mark.parametrize(("offset", "shown"), [(2.0 * HOUR, "x"), (0.0, "older1")])
def test_a_day_is_told_in_our_clock(offset: float, shown: str) -> None:
    assert order(idle("ses_x", ago=OLD), view=View(), offset_ms=offset) == shown


def test_an_ask_is_never_folded() -> None:
    session = busy("ses_x", updated_ms=NOW - OLD)
    assert order(session, asks=[ask("ses_x")], view=View()) == "x"


def test_what_was_stopped_on_purpose_is_folded() -> None:
    assert order(idle("ses_x", ago=OLD, failure=ABORTED), view=View()) == "older1"


def test_a_tree_is_folded_as_a_whole_or_not_at_all() -> None:
    old = [idle("ses_p", ago=OLD), idle("ses_k", ago=OLD, parent="ses_p")]
    assert order(*old, view=View()) == "older2"
    fresh = [idle("ses_p", ago=OLD), idle("ses_k", ago=HOUR, parent="ses_p")]
    assert order(*fresh, view=View()) == "p .k"
    works = [idle("ses_p", ago=OLD), busy("ses_k", updated_ms=NOW - OLD, parent="ses_p")]
    assert order(*works, view=View()) == "p .k"


def test_a_broken_stream_unfolds_nothing() -> None:
    old = [idle("ses_p", ago=OLD), idle("ses_k", ago=OLD, parent="ses_p")]
    assert order(*old, view=View(), link=lost()) == "older2"


def test_a_filter_shows_old_ones_too() -> None:
    old = idle("ses_old", ago=OLD, title="needle")
    assert order(old, idle("ses_new"), view=View(filter="needle")) == "old"


def test_blanks_are_no_filter() -> None:
    assert order(idle("ses_old", ago=OLD), view=View(filter="  ")) == "older1"


def test_a_filter_keeps_the_parents_that_lead_to_a_hit() -> None:
    sessions = [
        busy("ses_root"),
        busy("ses_kid", parent="ses_root"),
        retry("ses_hit", parent="ses_kid"),
        busy("ses_sister", parent="ses_root"),
        busy("ses_alone"),
    ]
    found = arrange(state(server(*sessions)), View(filter="state:retry"))
    assert (drawn(found), found.shown, found.hidden) == ("root .kid ..hit", 3, 2)


def test_a_hit_does_not_bring_its_children() -> None:
    sessions = [retry("ses_hit"), busy("ses_kid", parent="ses_hit")]
    assert order(*sessions, view=View(filter="state:retry")) == "hit"


def test_a_wrong_filter_is_not_applied_and_said() -> None:
    found = arrange(state(server(idle("ses_old", ago=OLD), busy("ses_b"))), View(filter="agnet:x"))
    assert drawn(found) == "b older1"
    assert found.fault == "`agnet:` is not a field. Nearest: `agent:`"
    assert arrange(state(), View(filter="agent:x")).fault is None


def test_only_what_needs_a_person_with_the_way_to_it() -> None:
    sessions = [
        busy("ses_root"),
        busy("ses_stuck", parent="ses_root", unfinished=9),
        busy("ses_fine", parent="ses_root"),
        busy("ses_asking"),
        idle("ses_failed", failure=LIMITED),
        retry("ses_retry"),
        idle("ses_old", ago=OLD),
    ]
    found = arrange(state(server(*sessions, asks=[ask("ses_asking")])), View(needs_me=True))
    assert (drawn(found), found.shown, found.hidden) == ("asking root .stuck failed", 4, 3)
    both = arrange(state(server(*sessions)), View(needs_me=True, filter="state:failed"))
    assert drawn(both) == "failed"


def test_nothing_to_arrange() -> None:
    assert arrange(state(), View()) == Arrangement()
    assert arrange(state(server()), View()) == Arrangement()


def test_totals_count_what_is_not_archived() -> None:
    one = server(
        busy("ses_a"), busy("ses_b"), retry("ses_c"), idle("ses_d"),
        idle("ses_e", archived_ms=1), asks=[ask("ses_b")],
    )  # fmt: skip
    two = server(busy("ses_a"), name="two", link=Link(phase="waiting", lost_since_ms=NOW))
    assert totals(state(one, two)) == {
        "busy": 1, "asking": 1, "retry": 1, "idle": 1, "unknown": 1,
    }  # fmt: skip
    assert totals(state()) == {}


MAKERS = (idle, busy, retry)
FAMILIES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-1, 12), st.booleans(), st.sampled_from([HOUR, OLD])),
    max_size=12,
)


def populated(family: list[tuple[int, int, bool, int]]) -> State:
    sessions = [
        MAKERS[maker](
            f"ses_{n:02d}",
            ago=ago,
            parent=None if parent < 0 else f"ses_{parent:02d}",
            archived_ms=1 if archived and n % 3 == 0 else None,
        )
        for n, (maker, parent, archived, ago) in enumerate(family)
    ]
    return state(server(*sessions, asks=[ask("ses_01")]))


@settings(max_examples=150)
@given(
    family=FAMILIES,
    sort=st.sampled_from(SORTS),
    text=st.sampled_from(["", "state:busy", "!idle", "ses_0"]),
    needs_me=st.booleans(),
    unfolded=st.booleans(),
    then=st.sampled_from([None, *SORTS]),
    reverse=st.booleans(),
)
def test_nobody_is_lost_and_nobody_shown_twice(
    family: list[tuple[int, int, bool, int]],
    sort: Any,
    text: str,
    needs_me: bool,
    unfolded: bool,
    then: Any,
    reverse: bool,
) -> None:
    whole = populated(family)
    known = [s for s in whole.servers["lab"].sessions.values() if s.info.archived_ms is None]
    view = View(sort=sort, then=then, reverse=reverse, filter=text, needs_me=needs_me)
    found = arrange(whole, replace(view, unfolded=unfolded))
    names = [row.session for row in found.rows if not row.older]
    assert len(names) == len(set(names)) == found.shown
    older = sum(row.older for row in found.rows)
    assert found.shown + found.hidden + older == len(known)
    if unfolded and not text and not needs_me:
        assert sorted(names) == sorted(session.id for session in known)
    for row, after in zip(found.rows, found.rows[1:], strict=False):
        assert after.depth <= row.depth + 1
