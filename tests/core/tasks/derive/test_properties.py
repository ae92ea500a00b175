"""The table knows no names of the lab, and no batches."""

from collections.abc import Iterator
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core import events as ev
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording
from omo_watch_core.state import State
from omo_watch_core.tasks.derive import derive, lanes
from omo_watch_core.tasks.derive.row import TaskRow
from tests.core.reduce.tapes import empty, tape
from tests.core.select.renaming import names_of, renamed, under_other_names, with_other_ids
from tests.core.select.stepping import moments
from tests.core.tasks.derive.expected import B1, TABLES

NAMES = sorted(TABLES)


def told(row: TaskRow) -> bytes:
    return msgspec.json.encode(row)


def tables(recorded: Recording) -> Iterator[tuple[int, list[bytes]]]:
    """Give the table whenever it is another one, in no order."""
    known: list[bytes] = []
    for moment, state in moments(recorded):
        table = sorted(map(told, derive(state)))
        if table != known:
            yield moment, table
        known = table


def other(row: bytes, names: dict[str, str]) -> bytes:
    plain = msgspec.json.decode(renamed(row.decode(), names))
    return msgspec.json.encode(with_other_ids(plain))


@pytest.mark.parametrize("name", NAMES)
def test_under_other_names_it_is_the_same_table(name: str) -> None:
    names = names_of(name)
    expected = [
        (moment, sorted(other(row, names) for row in table)) for moment, table in tables(tape(name))
    ]
    assert len(expected) > 10
    assert list(tables(under_other_names(name, names))) == expected


def test_the_test_of_names_sees_a_name() -> None:
    (*_, (_, table)) = tables(tape(B1))
    names = names_of(B1)
    assert all(other(row, names) != row for row in table)


def state_after(name: str, cuts: list[int]) -> State:
    """Fold a recording in batches that begin at these places."""
    events = tape(name).events
    edges = [0, *sorted({cut % len(events) for cut in cuts}), len(events)]
    state = empty()
    for start, end in pairwise(edges):
        state, _ = reduce(state, events[start:end])
    return reduce(state, [ev.Ticked(server="", at_ms=tape(name).end_ms)])[0]


@given(name=st.sampled_from(NAMES), cuts=st.lists(st.integers(0, 10_000), max_size=12))
@settings(max_examples=25, deadline=None)
def test_any_batching_gives_the_same_table(name: str, cuts: list[int]) -> None:
    whole, cut = state_after(name, []), state_after(name, cuts)
    assert derive(whole)
    assert derive(cut) == derive(whole)
    assert lanes(cut) == lanes(whole)
