"""What a person set is seen: accents of servers, columns of tables, and what is wrong in it."""

from __future__ import annotations

import pytest
from tests.scenery.themes import CHOSEN, FAULTS
from tests.tui.drawing import PEN
from tests.tui.make import state
from tests.tui.moments import asking, not_proved
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.lines.frame.servers import server_line
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.columns import layout
from omo_watch.lines.tables.layout import GROWS_LEAST
from omo_watch.screens.faults import FaultsScreen
from omo_watch.stage import Columns
from omo_watch.theming import Ink
from omo_watch.wardrobe import Wardrobe
from omo_watch_themes import load

ACCENTS = {"ci-box": "bad", "laptop": "#3fb0ac", "gpu-2": "#555566"}


def drawn(theme: str, *, plain: bool = False) -> dict[str, tuple[str | None, bool]]:
    """Give the colour of each server's name in the header, and whether it is underlined."""
    inked = Pen(Ink(load(theme), plain, ACCENTS), PEN.glyphs)
    found: dict[str, tuple[str | None, bool]] = {}
    for piece in server_line(story(), 140, inked):
        if piece.text in ACCENTS and piece.style:
            colour = piece.style.color
            found[piece.text] = (colour.name if colour else None, bool(piece.style.underline))
    return found


def test_an_accent_colours_and_underlines_the_name() -> None:
    assert drawn("dusk") == {
        "laptop": ("#3fb0ac", True),
        "ci-box": (load("dusk").bad, True),
        "gpu-2": (load("dusk").text, True),  # cannot be read there: the line is left
    }


def test_an_accent_is_checked_for_each_theme() -> None:
    assert drawn("paper")["laptop"] == (load("paper").text, True)
    assert drawn("paper")["gpu-2"] == ("#555566", True)


def test_sixteen_colours_and_none_keep_the_line() -> None:
    assert drawn("terminal")["ci-box"] == ("bright_red", True)
    assert drawn("terminal")["laptop"] == ("default", True)
    assert all(seen == (None, True) for seen in drawn("dusk", plain=True).values())


async def test_the_column_of_servers_wears_it_too() -> None:
    wardrobe = Wardrobe(accents=ACCENTS)
    async with opened(story(), (140, 40), wardrobe=wardrobe) as screen:
        line = screen.overview.table.render_line(0)
        (style,) = [piece.style for piece in line if piece.text.strip() == "ci-box"]
        assert style
        assert style.color
        assert style.color.name == load("dusk").bad
        assert not style.underline


@pytest.mark.parametrize("width", [80, 100, 140])
async def test_columns_stand_as_they_are_named(width: int) -> None:
    async with opened(story(), (width, 30), columns=CHOSEN) as screen:
        heads = screen.lines[2].split()
        assert CHOSEN.sessions
        wanted = [name.upper() for name in CHOSEN.sessions]
        assert heads == wanted[: len(heads)]
        assert len(heads) == (6 if width == 80 else 7)
        await screen.press("j")
        row = screen.lines[4]
        assert row.index("Refactor billing") < row.index("$4.10") < row.index("in 7m41s")
        assert row.index("in 7m41s") < row.index("claude-opus-4-6")


async def test_columns_of_tasks() -> None:
    async with opened(asking(), (140, 40), columns=CHOSEN) as screen:
        await screen.press("2")
        assert screen.lines[2].split() == ["STATE", "TASK", "PARENT", "TIME", "AGENT", "WHY"]


async def test_few_columns_are_enough() -> None:
    few = Columns(("state", "session"), ("state", "task"))
    async with opened(story(), columns=few) as screen:
        assert screen.lines[2].split() == ["STATE", "SESSION"]
        assert "Deploy script" in screen.lines[3]
        await screen.press("space", "j", "G")
        assert "older (1)" in screen.text


def test_the_last_named_go_first() -> None:
    named = ("state", "session", "why", "agent", "model", "cost", "ladder", "ctx", "time", "server")
    for width in range(80, 200, 7):
        places = layout(width, True, named).places
        assert tuple(places) == named[: len(places)]
        assert places["session"].width >= GROWS_LEAST
        last = list(places.values())[-1]
        assert last.end <= width - 1
    assert "server" not in layout(80, True, named).places
    assert tuple(layout(160, True, named).places) == named


async def test_what_is_wrong_is_read_and_closed() -> None:
    async with opened(story(), (140, 40), faults=FAULTS) as screen:
        assert f"settings   {FAULTS[0]}" in screen.lines[38]
        assert "! all 3" in screen.lines[38]
        await screen.press("exclamation_mark")
        assert isinstance(screen.app.screen, FaultsScreen)
        for words in ("config.toml line 12", "`sesion` is not a column.", "sea.toml line 14"):
            assert words in screen.text
        await screen.press("escape")
        assert "settings" not in screen.text
        await screen.press("exclamation_mark")
        assert isinstance(screen.app.screen, FaultsScreen)


async def test_escape_puts_it_away_everywhere() -> None:
    async with opened(story(), faults=FAULTS[:1]) as screen:
        assert "! read it" in screen.text
        await screen.press("2")
        assert "! read it" in screen.text
        await screen.press("escape", "1")
        assert "config.toml" not in screen.text


async def test_it_stands_on_the_page_without_a_server_too() -> None:
    async with opened(state(), faults=FAULTS) as screen:
        assert "config.toml line 12" in screen.text
        await screen.press("escape")
        assert "config.toml line 12" not in screen.text


async def test_news_of_actions_go_before_it() -> None:
    async with opened(not_proved(), faults=FAULTS) as screen:
        assert "not proved" in screen.text
        assert "config.toml line 12" not in screen.text


async def test_where_nothing_is_wrong_it_is_said() -> None:
    async with opened(story()) as screen:
        await screen.press("exclamation_mark")
        assert "nothing is wrong in config.toml" in screen.text


async def test_many_faults_scroll() -> None:
    many = tuple(f"config.toml line {n}: `x{n}` is not a setting." for n in range(1, 40))
    async with opened(story(), faults=many) as screen:
        await screen.press("exclamation_mark")
        assert "line 1" in screen.text
        assert "more lines" in screen.text
        for _ in range(20):
            await screen.press("pagedown")
        assert "line 39" in screen.text
        assert "config.toml line 1\n" not in screen.text
