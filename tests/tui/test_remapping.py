"""Keys of `[keys]`: what clashes is named with its line, the rest is used wherever keys are."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.keys.conflicts import keyboard_of
from omo_watch.keys.naming import read_key, written
from omo_watch.keys.table import USUAL, footer, names_in
from omo_watch.screens.tasks import TasksScreen
from omo_watch.settings import read_settings


def test_a_chosen_key_takes_the_place_of_the_usual_one() -> None:
    board, clashes = keyboard_of({"move": "M", "cancel tree": ["ctrl+x", "f5"]})
    assert clashes == []
    names = names_in("sessions", board)
    assert names["M"] == "move"
    assert "m" not in names
    assert (names["ctrl+x"], names["f5"]) == ("cancel_tree", "cancel_tree")
    assert ("M", "model") in footer("sessions", False, keyboard=board)
    assert board.say("{move} moves it") == "M moves it"


def test_two_keys_change_places() -> None:
    board, clashes = keyboard_of({"move": "x", "cancel": "m"})
    assert clashes == []
    assert names_in("tasks", board)["x"] == "move"


@pytest.mark.parametrize(
    ("keys", "name", "part"),
    [
        ({"move": "x"}, "move", "x is `cancel` already, on"),
        ({"mvoe": "M"}, "mvoe", "Nearest: `move`"),
        ({"move": "esc"}, "move", "esc always keeps its own meaning"),
        ({"move": "ctrl+c"}, "move", "ctrl+c always keeps its own meaning"),
        ({"move": "hyper"}, "move", "'hyper' is not a key"),
        ({"move": []}, "move", "name one key at least"),
        ({"move": "Z", "park": "Z"}, "park", "Z is `move` already"),
        ({"sort": "c", "copy": "2"}, "copy", "2 is `tasks` already, on 5 Log"),
    ],
)
def test_what_clashes_is_named_and_left_out(
    keys: dict[str, str | list[str]], name: str, part: str
) -> None:
    board, clashes = keyboard_of(keys)
    assert [clash.name for clash in clashes] == [name]
    assert part in clashes[0].sentence
    assert name not in board.chosen
    assert len(board.chosen) == len(keys) - 1


def test_enter_and_esc_stay_beside_what_is_chosen() -> None:
    board, clashes = keyboard_of({"open": "l", "back": "backspace"})
    assert clashes == []
    names = names_in("sessions", board)
    assert names["enter"] == names["l"] == "open"
    assert names["escape"] == names["backspace"] == "back"


def test_the_line_of_a_clash_is_told_and_the_rest_is_used(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "paper"\n[keys]\npark = "Z"\nmove = "x"\n')
    settings, faults = read_settings(file)
    assert settings.theme == "paper"
    assert [fault.line for fault in faults] == [4]
    assert str(faults[0]) == (
        "config.toml line 4: `keys.move`: x is `cancel` already, on 4 Inbox. The rest is in use."
    )
    assert keyboard_of(settings.keys)[0].chosen == {"park": ("Z",)}


@pytest.mark.parametrize("name", sorted({n for names in USUAL.usual.values() for n in names}))
def test_every_key_is_read_as_it_is_written(name: str) -> None:
    assert read_key(written(name)) == name


async def test_a_click_on_a_tab_goes_there_whatever_its_key_is() -> None:
    board, clashes = keyboard_of({"tasks": "f2"})
    assert not clashes
    async with opened(story(), (140, 40), keyboard=board) as screen:
        await screen.pilot.click("#header", offset=(screen.lines[1].index("Tasks"), 1))
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, TasksScreen)
        assert "is no key" not in screen.text
