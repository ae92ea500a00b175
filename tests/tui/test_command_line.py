"""The `:` line: words of the table, completion, history, and nothing lost by a wrong word."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from textual.widgets import Input

from omo_watch.keys.table import USUAL
from omo_watch.keys.words import spoken
from omo_watch.orders.completing import completions, words
from omo_watch.orders.history import MOST, History
from omo_watch.orders.order import Known, Order, Refused
from omo_watch.orders.reading import read_order
from omo_watch.screens.bulk_order import BulkOrderScreen
from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.command import CommandScreen
from omo_watch.screens.log import LogScreen
from omo_watch.screens.overview import Overview
from omo_watch.screens.tasks import TasksScreen
from omo_watch_core.commands import Override

HERE = Known(
    place="sessions",
    server="laptop",
    models=("openai/gpt-5.4", "openai/gpt-5.4-mini", "google/gemini-3-pro", "b/gemini-3-pro"),
    themes=("dusk", "paper"),
)


async def type_line(seen: Opened, text: str, *keys: str) -> None:
    """Type a line behind the colon."""
    await seen.press("colon", *text, *(keys or ("enter",)))


@pytest.mark.parametrize("word", sorted(USUAL.usual))
def test_every_word_of_the_table_is_a_command_or_says_where(word: str) -> None:
    order = read_order(spoken(word), HERE)
    if isinstance(order, Refused):
        assert "does nothing here; on " in order.why
    else:
        assert order == Order(word)
    assert spoken(word) in words(HERE)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("q", Order("quit")),
        ("tasks", Order("tasks")),
        ("Retry", Order("retry")),
        ("Cancel Tree", Order("cancel_tree")),
        ("MODEL gpt-5.4", Order("move", "openai/gpt-5.4")),
        ("Filter Billing", Order("filter", "Billing")),
        ("s /oracle", Order("sessions", "oracle")),
        ("model gpt-5.4", Order("move", "openai/gpt-5.4")),
        ("move google/gemini-3-pro", Order("move", "google/gemini-3-pro")),
        ("sort cost", Order("sort", "cost")),
        ("cancel tree", Order("cancel_tree")),
        ("cancel-tree", Order("cancel_tree")),
        ("theme paper", Order("theme", "paper")),
        ("log kind:toast", Order("log", "kind:toast")),
        ("filter state:retry", Order("filter", "state:retry")),
    ],
)
def test_a_line_is_read(text: str, order: Order) -> None:
    assert read_order(text, HERE) == order


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("taks", "`taks` is no command. Nearest: `tasks`"),
        ("theme papr", "`papr` is not a theme. Nearest: `paper`"),
        ("sort cots", "`cots` is not a sort. Nearest: `cost`"),
        ("quit now", "`quit` takes nothing behind it"),
        ("model gpt-5.4x", "laptop has no model `gpt-5.4x`. Nearest: openai/gpt-5.4, "
         "openai/gpt-5.4-mini. Nothing was sent."),
        ("model gemini-3-pro", "`gemini-3-pro` is there more than once: google/gemini-3-pro, "
         "b/gemini-3-pro; nothing was sent"),
        ("pause", "`pause` does nothing here; on 2 Tasks: pause our lane"),
    ],
)  # fmt: skip
def test_a_line_that_is_refused_says_why(text: str, why: str) -> None:
    assert read_order(text, HERE) == Refused(why)


def test_words_with_a_meaning_here_come_first() -> None:
    assert completions("ca", HERE)[:2] == ["cancel", "cancel tree"]
    assert completions("pa", HERE)[0] == "park"
    assert completions("move 4-mini", HERE) == ["move openai/gpt-5.4-mini"]
    assert completions("theme ", HERE) == ["theme dusk", "theme paper"]
    assert completions("model", HERE)[0] == "model"
    assert completions("model mini", HERE)[0] == "model openai/gpt-5.4-mini"
    assert completions("zzz", HERE) == []


async def test_a_word_does_what_its_key_does() -> None:
    async with opened(story()) as seen:
        await type_line(seen, "tasks")
        assert isinstance(seen.app.screen, TasksScreen)
        await type_line(seen, "s /oracle")
        assert isinstance(seen.app.screen, Overview)
        assert seen.overview.table.view.filter == "oracle"
        await type_line(seen, "sort cost")
        assert seen.overview.table.view.sort == "cost"
        await type_line(seen, "log kind:toast")
        assert isinstance(seen.app.screen, LogScreen)
        assert seen.app.screen.table.view.filter == "kind:toast"
        await type_line(seen, "theme paper")
        assert seen.app.theme == "omo-paper"


async def test_a_model_is_named_and_the_session_moves() -> None:
    async with opened(story()) as seen:
        await type_line(seen, "model gpt-5.4")
        [command] = seen.desk.commands
        assert isinstance(command, Override)
        assert command.session == "ses_deploy"
        assert command.target.name == "openai/gpt-5.4"


async def test_a_model_that_is_named_is_for_all_that_is_marked() -> None:
    async with opened(story()) as seen:
        await seen.press("space", "j", "space")
        await type_line(seen, "model gpt-5.4")
        assert isinstance(seen.app.screen, BulkOrderScreen)
        assert seen.desk.commands == []


async def test_a_stop_asks_as_its_key_does() -> None:
    async with opened(story()) as seen:
        await type_line(seen, "cancel tree")
        assert isinstance(seen.app.screen, CancelScreen)
        assert seen.desk.commands == []


async def test_a_wrong_word_loses_nothing() -> None:
    history = History()
    async with opened(story(), history=history) as seen:
        await type_line(seen, "taks")
        assert "`taks` is no command. Nearest: `tasks`" in seen.text
        assert seen.app.screen.query_one(Input).value == "taks"
        await seen.press("escape")
        assert isinstance(seen.app.screen, Overview)
        assert history.lines == ["taks"]


async def test_tab_goes_round_and_back_and_letters_begin_anew() -> None:
    async with opened(story()) as seen:
        await type_line(seen, "theme ", "tab")
        line = seen.app.screen.query_one(Input)
        first = line.value
        await seen.press("tab")
        second = line.value
        assert first != second
        await seen.press("shift+tab")
        assert line.value == first
        await seen.press("shift+tab")
        assert line.value not in (first, second)
        assert isinstance(seen.app.screen, CommandScreen)


async def test_up_goes_back_in_what_was_typed_and_down_to_what_is_being_typed() -> None:
    history = History()
    for line in ("tasks", "sort cost"):
        history.add(line)
    async with opened(story(), history=history) as seen:
        await type_line(seen, "th", "up", "up", "up")
        line = seen.app.screen.query_one(Input)
        assert line.value == "tasks"
        await seen.press("down")
        assert line.value == "sort cost"
        await seen.press("down")
        assert line.value == "th"


def test_the_history_is_kept_and_nobody_elses(tmp_path: Path) -> None:
    file = tmp_path / "state" / "commands"
    history = History(file)
    for line in ("tasks", "taks", "tasks", "bad\x1bline", ""):
        history.add(line)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert History(file).lines == ["taks", "tasks"]
    for number in range(MOST + 5):
        history.add(f"filter {number}")
    assert len(History(file).lines) == MOST
    assert [each.name for each in file.parent.iterdir()] == ["commands"]


def test_a_folder_that_takes_nothing_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    history = History(tmp_path / "file" / "commands")
    history.add("tasks")
    assert history.lines == ["tasks"]
