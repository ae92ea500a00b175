"""Header, footer and rules: what stays and what goes when there is less room."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import LETTERS, PEN, PLAIN, roles, text, width
from tests.tui.make import NOW, SECOND, down, server, state
from tests.tui.story import story

from omo_watch.lines.frame.footer import footer_line
from omo_watch.lines.frame.servers import server_line
from omo_watch.lines.frame.tabs import Counts, tab_line
from omo_watch.lines.line import Line
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.states import STATES
from omo_watch_core.link import Link
from omo_watch_core.model import SessionState
from omo_watch_core.state import Mode

TOTALS: dict[SessionState, int] = {
    "asking": 2,
    "stuck": 2,
    "failed": 1,
    "retry": 3,
    "unknown": 3,
    "busy": 8,
    "done": 4,
    "idle": 9,
}


def test_servers_with_version_who_is_in_charge_and_clock() -> None:
    assert text(server_line(story(), 140, PEN)) == (
        " omo-watch   ● laptop 1.18.33 · plugin   ● ci-box 1.18.33 · nobody   × gpu-2 down 38s"
        "                                      assist  14:03:22"
    )
    assert text(server_line(story(), 100, PEN)).endswith("assist  14:03:22")
    assert text(server_line(story(), 80, PEN)) == (
        " omo-watch   ● laptop · plugin  ● ci-box · nobody  × gpu-2 down 38s      assist"
    )


def test_more_servers_than_fit_are_counted_worst_first() -> None:
    names = ("one", "two", "three", "four", "five")
    live = [server(name) for name in names]
    silent = Link(phase="silent", since_ms=NOW, heard_ms=NOW - 12 * SECOND)
    made = state(
        *live, server("ci-box", link=silent), server("gpu-2", link=down(38 * SECOND, SECOND))
    )
    drawn = server_line(made, 80, PEN)
    assert text(drawn).startswith(" omo-watch   × gpu-2 down 38s  ≈ ci-box silent 12s  ● +5 live")
    assert width(drawn) == 80


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (Link(phase="refused", status=401, since_ms=NOW), "× laptop wants a password"),
        (Link(phase="refused", status=403, since_ms=NOW), "× laptop refused"),
        (Link(phase="opening", since_ms=NOW), "… laptop opening"),
        (
            Link(phase="waiting", since_ms=NOW, retry_at_ms=NOW + 8 * SECOND),
            "◊ laptop waiting 8s",
        ),
        (Link(phase="opening", since_ms=NOW, lost_since_ms=NOW - 9 * SECOND), "× laptop down 9s"),
        (Link(phase="stale", heard_ms=NOW - 40 * SECOND), "≈ laptop stale 40s"),
    ],
)
def test_a_server_that_is_not_live_says_so(link: Link, shown: str) -> None:
    assert shown in text(server_line(state(server("laptop", link=link)), 80, PEN))


@pytest.mark.parametrize(
    ("mode", "word", "role"),
    [("assist", "assist", "soft"), ("auto", "auto", "accent+"), ("watch", "read-only", "ground+")],
)
def test_the_mode(mode: Mode, word: str, role: str) -> None:
    drawn = server_line(replace(story(), mode=mode), 140, PEN)
    assert roles(drawn)[word] == role


def test_nobody_could_tell_yet() -> None:
    drawn = text(server_line(state(server("laptop", plugin=None)), 80, PEN))
    assert "plugin" not in drawn
    assert "nobody" not in drawn


@pytest.mark.parametrize(
    ("columns", "end"),
    [
        (140, "? 2 asking   ■ 2 stuck   × 1 failed   ◊ 3 retry   ≈ 3 unknown   ► 8 busy"),
        (120, "? 2 asking   ■ 2 stuck   × 1 failed   ◊ 3   ≈ 3   ► 8"),
        (90, "? 2 asking  ■ 2  × 1  ◊ 3  ≈ 3  ► 8"),
        (80, "? 2  ■ 2  × 1  ◊ 3  ≈ 3  ► 8"),
        (75, "? 2 ■ 2 × 1 ◊ 3 ≈ 3 ► 8"),
    ],
)
def test_words_of_totals_go_from_the_quiet_end(columns: int, end: str) -> None:
    drawn = tab_line(TOTALS, columns, PEN)
    assert text(drawn).endswith(end)
    assert text(drawn).startswith("  1 Sessions ")
    assert width(drawn) == columns


def test_all_tabs_stay_where_totals_are_many() -> None:
    many: Counts = dict.fromkeys(STATES, 12)
    drawn = text(tab_line(many, 80, PEN, 1, 10))
    assert "4 Inbox 10  5 Log " in drawn
    assert drawn.endswith("? 12 ■ 12 × 12 ◊ 12 ¶ 12")


def test_without_totals_it_is_quiet_and_without_servers_it_says_so() -> None:
    assert text(tab_line({"idle": 3, "busy": 0}, 80, PEN)).endswith("quiet")
    assert text(tab_line(None, 80, PEN)) == " no server yet"


def test_the_active_tab_has_brackets_where_pages_look_alike() -> None:
    assert "[1 Sessions]" in text(tab_line({}, 80, PLAIN))
    assert "[" not in text(tab_line({}, 80, PEN))


def test_the_footer_drops_from_the_right_and_keeps_help() -> None:
    hints = [("enter", "open"), ("m", "model"), ("x", "cancel"), ("q", "quit")]
    assert text(footer_line(hints, ("?", "help"), 100, PEN)).startswith(
        " enter open   m model   x cancel   q quit"
    )
    small = footer_line(hints, ("?", "help"), 40, PEN)
    assert text(small) == " enter open  m model  x cancel   ? help"
    assert width(small) == 40
    assert text(footer_line(hints, ("?", "help"), 12, PEN)).endswith("? help")


def _line(words: str) -> Line:
    return Line(PEN.style("line")).add(words, PEN.style("text"))


def test_a_rule_carries_title_and_position() -> None:
    drawn = titled_rule(_line("Title"), _line("2 of 23"), 30, PEN, tee=12)
    assert drawn.text == "─ Title ────┬─────── 2 of 23 ─"
    assert titled_rule(_line("Title"), _line("2 of 23"), 30, LETTERS).text.count("-") == 14


def test_a_tee_never_cuts_a_title() -> None:
    assert "┬" not in titled_rule(_line("Title"), _line("2 of 23"), 30, PEN, tee=4).text
