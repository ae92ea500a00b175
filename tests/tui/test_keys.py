"""One table makes the bindings, the footer, the help and the README's section."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.screen import Screen

from omo_watch.app import OmoWatch
from omo_watch.keys.key import Place
from omo_watch.keys.table import KEYS, as_markdown, bindings, by_purpose, footer, of_place
from omo_watch.screens.connect import ConnectScreen
from omo_watch.screens.inbox import InboxScreen
from omo_watch.screens.log import LogScreen
from omo_watch.screens.overview import Overview
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.tasks import TasksScreen

PAGES: dict[Place, type[Screen[None]]] = {
    "sessions": Overview,
    "session": SessionScreen,
    "tasks": TasksScreen,
    "inbox": InboxScreen,
    "log": LogScreen,
    "connect": ConnectScreen,
}


@pytest.mark.parametrize("place", PAGES)
def test_every_key_has_an_action_where_it_works(place: Place) -> None:
    for binding in bindings(place):
        assert isinstance(binding, Binding)
        owner, _, name = binding.action.rpartition(".")
        where = OmoWatch if owner == "app" else PAGES[place]
        assert hasattr(where, f"action_{name.partition('(')[0]}"), binding.action


@pytest.mark.parametrize("place", PAGES)
def test_no_key_means_two_things_in_one_place(place: Place) -> None:
    used = [
        name
        for key in of_place(place, read_only=False)
        for names, _ in key.binds
        for name in names.split(",")
    ]
    assert sorted(set(used)) == sorted(used)


def test_the_footer_begins_with_what_is_used_most() -> None:
    assert [key for key, _ in footer("sessions", False)][:5] == ["enter", "f", "p", "m", "x"]
    assert [key for key, _ in footer("session", False)][:2] == ["esc", "tab"]
    assert [key for key, _ in footer("connect", False)][:3] == ["enter", "a", "d"]


def test_read_only_has_no_key_that_changes() -> None:
    assert any(key.modifies for key in KEYS)
    for place in PAGES:
        assert not {"m", "x"} & {key for key, _ in footer(place, read_only=True)}
        assert not any(key.modifies for key in of_place(place, read_only=True))
    assert not any(key.modifies for key in by_purpose(read_only=True)["Act"])


def test_keys_that_do_nothing_now_are_left_out() -> None:
    assert "enter" not in dict(footer("sessions", False, frozenset({"enter"})))


def test_the_markdown_lists_every_key_once() -> None:
    lines = as_markdown().splitlines()
    assert lines[:2] == ["| key | does | its name |", "|---|---|---|"]
    assert len(lines[2:]) == len(set(lines[2:]))
    for key in ("`/`", "`m`", "`x`", "`?`", "`q`", "`esc`", "`g  G`"):
        assert sum(line.startswith(f"| {key} |") for line in lines) == 1
    assert not any("demo" in line for line in lines)
