"""The mouse: it selects, opens, scrolls, and does what the keys of the footer do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from tests.scenery.told.story import offered
from tests.tui.moments import asking
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story
from tests.tui.test_answering import MANY, ONE, family, questions
from textual import events
from textual.scroll_view import ScrollView

from omo_watch.screens.answer import AnswerScreen
from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.help import HelpScreen
from omo_watch.screens.palette import PaletteScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.themes import ThemeScreen
from omo_watch_core.commands import Answer, Cancel, Override
from omo_watch_core.state import State


async def wheel(screen: Opened, table: ScrollView, *, down: bool) -> None:
    """Turn the wheel by one notch over a table."""
    x, y = table.region.offset
    kind = events.MouseScrollDown if down else events.MouseScrollUp
    table.post_message(kind(table, x, y, 0, 1 if down else -1, 0, False, False, False, x, y))
    await screen.pilot.pause()


async def test_the_wheel_takes_the_cursor_along() -> None:
    async with opened(story()) as screen:
        table = screen.overview.table
        for place in (3, 6, 9):
            await wheel(screen, table, down=True)
            assert (table.scroll_offset.y, table.cursor) == (place, place)
        await wheel(screen, table, down=True)
        assert (table.scroll_offset.y, table.cursor) == (10, 12)
        for _ in range(9):
            await wheel(screen, table, down=True)
        assert (table.scroll_offset.y, table.cursor) == (10, 22)
        for _ in range(9):
            await wheel(screen, table, down=False)
        assert (table.scroll_offset.y, table.cursor) == (0, 0)
        assert table.reading.begun


@pytest.mark.parametrize("key", ["2", "4"])
async def test_the_wheel_works_on_other_tabs(key: str) -> None:
    async with opened(asking()) as screen:
        await screen.press(key)
        table = screen.app.screen.query_one("#table", ScrollView)
        before = screen.text
        await wheel(screen, table, down=True)
        after = screen.text
        assert after != before
        await wheel(screen, table, down=False)
        assert screen.text == before


async def test_a_click_on_a_tab_goes_there() -> None:
    async with opened(story(), (140, 40)) as screen:
        line = screen.lines[1]
        for word, tab in (("Tasks", 2), ("Log", 5), ("Inbox", 4), ("Sessions", 1)):
            await screen.pilot.click("#header", offset=(line.index(word), 1))
            await screen.pilot.pause()
            assert screen.app.tab == tab
        await screen.pilot.click("#header", offset=(100, 1))
        assert screen.app.tab == 1


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.parametrize("theme", ["dusk", "contrast"])
async def test_a_click_on_a_key_of_the_footer_presses_it(size: tuple[int, int], theme: str) -> None:
    async with opened(story(), size, theme=theme) as screen:
        footer = screen.lines[-1]
        await screen.press("j")
        bottom = screen.overview.footer.size.height - 1
        await screen.pilot.click("#footer", offset=(footer.index("m model") + 3, bottom))
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, PickerScreen)
        await screen.press("escape")
        await screen.pilot.click("#footer", offset=(footer.index("? help"), bottom))
        await screen.pilot.pause()
        assert screen.app.screen is not screen.overview
        await screen.press("escape")
        await screen.pilot.click("#footer", offset=(footer.index("enter open"), bottom))
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, SessionScreen)
        assert screen.app.screen.subject == ("laptop", BILLING)


async def test_a_click_beside_the_keys_does_nothing() -> None:
    async with opened(story()) as screen:
        gap = screen.lines[-1].index("? help") - 1
        await screen.pilot.click("#footer", offset=(gap, 0))
        await screen.pilot.click("#footer", offset=(0, 0))
        await screen.pilot.pause()
        assert screen.app.screen is screen.overview
        assert screen.desk.commands == []


async def test_a_click_on_an_older_row_opens_what_it_stands_for() -> None:
    async with opened(story()) as screen:
        await screen.press("G")
        table = screen.overview.table
        line = table.cursor - table.scroll_offset.y
        await screen.pilot.click("#table", offset=(30, line), times=2)
        await screen.pilot.pause()
        assert table.view.unfolded


async def test_a_click_chooses_a_model_and_a_second_takes_it() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "m")
        picker = screen.app.screen
        assert isinstance(picker, PickerScreen)
        heading = picker.list.rows.index(None)
        await screen.pilot.click("#choices", offset=(10, 1))
        await screen.pilot.click("#choices", offset=(10, heading))
        await screen.pilot.pause()
        assert picker.list.cursor == 1
        assert screen.desk.commands == []
        wanted = picker.list.rows[3]
        assert wanted
        await screen.pilot.click("#choices", offset=(10, 3), times=2)
        await screen.pilot.pause()
        assert screen.app.screen is screen.overview
        (command,) = screen.desk.commands
        assert isinstance(command, Override)
        assert command.target == wanted.model


def column(screen: Opened, y: int, word: str) -> int:
    """Give the column of a word in a line, in cells."""
    return cell_len(screen.lines[y].partition(word)[0])


def line_with(screen: Opened, word: str) -> int:
    """Give the first line that has a word."""
    return next(y for y, text in enumerate(screen.lines) if word in text)


async def click(screen: Opened, word: str, *, at: str = "", times: int = 1) -> None:
    """Click at a word, in the first line that has `at`."""
    y = line_with(screen, at or word)
    x = column(screen, y, word)
    await screen.pilot.click(offset=(x + 1, y), times=times)
    await screen.pilot.pause()


@pytest.mark.parametrize("plain", [False, True])
async def test_a_click_on_a_name_goes_to_the_pane(plain: bool) -> None:
    async with opened(story(), plain=plain) as screen:
        await screen.press("j", "enter")
        page = screen.app.screen
        assert isinstance(page, SessionScreen)
        for name in ("Diff", "Ladder", "Todos", "Events", "Tasks", "Transcript"):
            await click(screen, name, at="Transcript   ")
            assert page.pane == name
            assert page.front.has_focus
            assert page.front.display
        y = line_with(screen, "Transcript   ")
        await screen.pilot.click(offset=(column(screen, y, "Ladder") + 7, y))
        assert page.pane == "Transcript"


async def test_a_click_on_a_title_goes_to_the_pane() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "enter")
        page = screen.app.screen
        assert isinstance(page, SessionScreen)
        for name in ("Diff", "Ladder", "Events", "Transcript"):
            await click(screen, name, at="Transcript  Diff")
            assert page.pane == name
            assert page.front.has_focus


@pytest.mark.parametrize(("made", "title"), [(story, "Todos  2"), (offered, "Tasks  6")])
async def test_a_click_on_a_title_of_the_side_goes_there(
    made: Callable[[], State], title: str
) -> None:
    async with opened(made(), (140, 40)) as screen:
        await screen.press("j", "enter")
        page = screen.app.screen
        assert isinstance(page, SessionScreen)
        assert page.front is page.spoken
        await click(screen, title)
        assert page.pane == "Ladder"
        assert page.side.has_focus


async def test_a_click_on_a_title_ends_the_search() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "enter", "slash", *"bill")
        page = screen.app.screen
        assert isinstance(page, SessionScreen)
        await click(screen, "Transcript", at="Transcript  Diff")
        assert page.is_typing
        await click(screen, "Events", at="Transcript  Diff")
        assert not page.is_typing
        assert page.pane == "Events"


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_click_chooses_how_to_stop_and_a_second_does_it(size: tuple[int, int]) -> None:
    async with opened(story(), size) as screen:
        await screen.press("j", "x")
        await click(screen, "tree", at="3  tree")
        assert "enter tree" in screen.text
        await click(screen, "steer", at="1  steer")
        await click(screen, "abort", at="2  abort")
        await click(screen, "enter abort")
        assert "enter abort" in screen.text
        assert screen.desk.commands == []
        await click(screen, "steer", at="1  steer", times=2)
        assert screen.app.screen is screen.overview
        (command,) = screen.desk.commands
        assert isinstance(command, Cancel)
        assert (command.session, command.strength) == (BILLING, "steer")


async def test_a_second_click_counts_only_where_the_first_was() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "x")
        shown = screen.app.screen
        assert isinstance(shown, CancelScreen)
        y = line_with(screen, "2  abort")
        strengths = shown.strengths
        style = screen.app.screen.get_style_at(20, y)
        second = events.Click(strengths, 20, 1, 0, 0, 1, False, False, False, 20, y, style, chain=2)
        strengths.post_message(second)
        await screen.pilot.pause()
        assert shown.strengths.chosen == "abort"
        assert screen.desk.commands == []


async def test_clicks_choose_how_to_stop_all_that_is_marked() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "space", "j", "space", "x")
        await click(screen, "tree", at="3  tree")
        assert "enter tree 2" in screen.text
        assert screen.desk.commands == []
        await click(screen, "steer", at="1  steer", times=2)
        assert [command.strength for command in screen.desk.commands
                if isinstance(command, Cancel)] == ["steer", "steer"]  # fmt: skip


async def test_clicks_choose_an_answer_and_a_second_gives_it() -> None:
    async with opened(family(questions(ONE))) as screen:
        await screen.press("p")
        shown = screen.app.screen
        assert isinstance(shown, AnswerScreen)
        await click(screen, "Postgres")
        assert shown.request.cursor == 1
        await click(screen, "dismiss")
        assert screen.desk.commands == []
        await click(screen, "SQLite", times=2)
        (command,) = screen.desk.commands
        assert isinstance(command, Answer)
        assert command.answers == (("SQLite",),)


async def test_a_second_click_marks_where_several_can_be_chosen() -> None:
    async with opened(family(questions(MANY))) as screen:
        await screen.press("p")
        await click(screen, "BSD", times=2)
        assert "[x] BSD" in screen.text
        assert screen.desk.commands == []


async def test_clicks_choose_a_theme_and_an_entry_of_the_palette() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("ctrl+p", *"he")
        palette = screen.app.screen
        assert isinstance(palette, PaletteScreen)
        await screen.pilot.click("#found", offset=(10, 1))
        assert palette.found.cursor == 1
        await screen.pilot.click("#found", offset=(10, 0), times=2)
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, HelpScreen)
        await screen.press("escape", "t")
        themes = screen.app.screen
        assert isinstance(themes, ThemeScreen)
        await screen.pilot.click(themes.list, offset=(10, 2))
        await screen.pilot.pause()
        assert themes.list.cursor == 2
        assert screen.app.screen is themes
