"""Every key of every page is pressed, and does what the table says; also with other keys."""

from __future__ import annotations

import pytest
from tests.tui.make import state
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from textual.binding import Binding

from omo_watch.keys.conflicts import keyboard_of
from omo_watch.keys.key import Place
from omo_watch.keys.keyboard import RESERVED, Keyboard
from omo_watch.keys.table import USUAL, bindings, names_in, of_place
from omo_watch.keys.tabs import TABS
from omo_watch.keys.words import words_of
from omo_watch.screens.page import Page

WAYS: dict[Place, tuple[str, ...]] = {
    "sessions": (),
    "session": ("enter",),
    "tasks": ("2",),
    "models": ("3",),
    "inbox": ("4",),
    "log": ("5",),
    "connect": (),
}
FRESH = tuple(chr(code) for code in range(0x400, 0x530))


def _other_keys() -> Keyboard:
    """Give every word a key that nothing else has."""
    board, clashes = keyboard_of(dict(zip(USUAL.usual, FRESH, strict=False)))
    assert clashes == []
    return board


async def _called(seen: Opened, place: Place, board: Keyboard) -> dict[str, str]:
    """Press every key of a page, and give the action that each called."""
    page, calls = seen.app.screen, list[str]()
    assert isinstance(page, Page)
    assert place == page.PLACE
    for binding in bindings(place):
        assert isinstance(binding, Binding)
        owner, _, action = binding.action.rpartition(".")
        name = action.partition("(")[0]
        node = seen.app if owner == "app" else page
        setattr(node, f"action_{name}", lambda *given, name=name: calls.append(f"{name}{given}"))
    pressed: dict[str, str] = {}
    for key in names_in(place, board):
        calls.clear()
        await seen.pilot.press(key)
        pressed[key] = ";".join(calls)
    return pressed


def _wanted(place: Place, board: Keyboard) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for key in of_place(place, read_only=False):
        for word, (usual, action) in zip(words_of(key), key.binds, strict=True):
            name, _, given = action.rpartition("app.")[2].partition("(")
            given = given.rstrip(")")
            for press in board.names(word, usual):
                wanted[press] = f"{name}({given},)" if given else f"{name}()"
    return wanted


@pytest.mark.parametrize("other", [False, True], ids=["usual", "other"])
@pytest.mark.parametrize(
    "place", [place for place, way in WAYS.items() if {*way} <= {*map(str, TABS), "enter"}]
)
async def test_every_key_calls_its_action(place: Place, other: bool) -> None:
    board = _other_keys() if other else USUAL
    shown = state() if place == "connect" else story()
    async with opened(shown, keyboard=board) as seen:
        for key in WAYS[place]:
            await seen.press(board.names(names_in("sessions")[key])[-1])
        assert await _called(seen, place, board) == _wanted(place, board)


async def test_a_key_that_was_given_away_does_nothing() -> None:
    board, _ = keyboard_of({"move": "M"})
    async with opened(story(), size=(140, 40), keyboard=board) as seen:
        await seen.press("m")
        assert isinstance(seen.app.screen, Page)
        assert "m is no key; ? shows all of them" in seen.text
        assert "M model" in seen.lines[-1]
        await seen.press("M")
        assert "Move Deploy script" in seen.text


@pytest.mark.parametrize(
    ("way", "key", "said"),
    [
        ((), "K", "K does nothing here; on 2 Tasks: task starts next"),
        (("2",), "o", "o does nothing here; on 1 Sessions: older sessions"),
        (("enter",), "s", "s does nothing here; on 1 Sessions: sort"),
        ((), "Z", "Z is no key"),
        (("5",), "tab", "tab does nothing here; on 1 Sessions and 2 Tasks"),
    ],
)
async def test_a_key_without_a_meaning_says_where_it_has_one(
    way: tuple[str, ...], key: str, said: str
) -> None:
    async with opened(story()) as seen:
        await seen.press(*way)
        await seen.press(key)
        assert said in seen.text
        await seen.pass_time(9_000)
        assert said not in seen.text


def test_what_is_reserved_cannot_be_given_away() -> None:
    other = _other_keys()
    for place in WAYS:
        kept = {name: word for name, word in names_in(place).items() if name in RESERVED}
        assert kept.items() <= names_in(place, other).items()
