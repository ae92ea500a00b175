"""Sentences in the place of results: whole over a few lines, as wide as the screen."""

from __future__ import annotations

from tests.tui.drawing import PEN, text, width

from omo_watch.lines.results.spoken import fault_lines, said_lines

ADDRESS = "http://127.0.0.1:42663/L3Nydi9jaS9zaXRl/session/ses_dd7c89682fff8iq0LCEEembT7w"


def test_an_address_longer_than_a_line_is_there_whole() -> None:
    lines = said_lines("copied", f"its address is {ADDRESS}", 60, PEN)
    assert [width(line) for line in lines] == [60, 60, 60]
    assert ADDRESS in "".join(text(line).removeprefix("▌ ").rstrip() for line in lines)


def test_more_than_three_lines_are_cut_at_their_end() -> None:
    lines = fault_lines("word " * 90, 60, PEN)
    assert len(lines) == 3
    assert text(lines[0]).rstrip().endswith("esc close")
    assert text(lines[2]).rstrip().endswith("…")
