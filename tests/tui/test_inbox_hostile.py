"""Hostile titles, commands and questions in every place of the Inbox: the screen stays whole."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import LETTERS, PEN, PLAIN, text, width
from tests.tui.make import MINUTE, NOW, server, session, state
from tests.tui.opened import opened
from tests.tui.story import OPUS

from omo_watch.lines.inbox.detail import inbox_detail, inbox_whole, last_top
from omo_watch.lines.inbox.row import inbox_layout, inbox_row
from omo_watch_core.announced import Mismatch
from omo_watch_core.clean import clean, clean_line
from omo_watch_core.model import Ask, Question
from omo_watch_core.select.inbox_rows import InboxView, inbox_rows
from omo_watch_core.state import State

HOSTILE = {
    "markup": "[/foo] [@click=app.quit]markup[/] [bold red]",
    "escape": "\x1b[2J\x1b]0;owned\x07 \x9b31m",
    "bidi": "abc \u202edcba\u202c \u2066x\u2069 \u200f",
    "zero": "a\u200bb\u200cc\ufeffd\u2060e",
    "long": "rm -rf / " * 12_000,
    "word": "x" * 100_000,
    "lines": "\n".join(f"line {n}" for n in range(5_000)),
    "wide": "翻訳して表を直す、長い題名はどこかで切られる" * 9,
    "combining": "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b te\u0301",
    "emoji": "👩‍👩‍👧 🏳️‍🌈 ⏳ ▶️",
    "tabs": "tabs\tand\r\nlines   and  blanks",
    "nulls": "\x00\x01\x08\x7f\x85\u2028\u2029",
    "surrogate": "\ud800 lone",
    "blank": "   ",
    "empty": "",
}
SIZES = ((80, 12), (80, 10), (140, 22))


def hostile(said: str) -> State:
    """Let a parent differ, and its child ask for permission and ask a question."""
    line, words = clean_line(said), clean(said)
    parent = session("ses_a", line, OPUS, status="busy", since=MINUTE, agent=line)
    differs = Mismatch(
        claimed=line or "x/y", fact=line or "x/z", answered=True, source="toast", at_ms=NOW
    )
    child = session("ses_b", line, OPUS, status="busy", since=MINUTE, parent="ses_a", agent=line)
    asks = (
        Ask(id="per_1", session="ses_b", directory=line, kind="permission", title=f"bash {line}",
            patterns=(words, words), always=(line,), asked_ms=NOW - MINUTE),
        Ask(id="per_2", session="ses_b", directory=line, kind="permission", title=line,
            asked_ms=NOW - MINUTE),
        Ask(id="que_1", session="ses_b", directory=line, kind="question", title=line,
            questions=(Question(text=words, header=line, options=((line, words), (words, "")),
                                multiple=True), Question(text=line)), asked_ms=NOW - MINUTE),
        Ask(id="que_2", session="ses_b", directory=line, kind="question", title=line,
            asked_ms=NOW - MINUTE),
    )  # fmt: skip
    return state(server("laptop", [replace(parent, mismatch=differs), child], asks=asks))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_rows_and_details_are_as_wide_as_the_screen(name: str, columns: int, lines: int) -> None:
    made = hostile(HOSTILE[name])
    rows = inbox_rows(made, InboxView()).rows
    assert len(rows) == 5
    for row in rows:
        layout = inbox_layout(columns, True, False)
        for pen in (PEN, LETTERS, PLAIN):
            assert width(inbox_row(row, layout, NOW, pen, "here", marked=True)) == columns
        whole = inbox_whole(made, row, columns, PEN, read_only=False)
        for top in (0, last_top(whole, lines)):
            drawn = inbox_detail(whole, lines, top, columns, PEN)
            assert 0 < len(drawn) <= lines
            assert {width(strip) for strip in drawn} == {columns}
            assert all(text(strip).isprintable() for strip in drawn)


@pytest.mark.parametrize("name", ["long", "word", "lines", "wide"])
@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_answers_stay_in_view_whatever_is_asked(name: str, columns: int, lines: int) -> None:
    made = hostile(HOSTILE[name])
    row = inbox_rows(made, InboxView()).rows[0]
    whole = inbox_whole(made, row, columns, PEN, read_only=False)
    shown = [text(strip).strip() for strip in inbox_detail(whole, lines, 0, columns, PEN)]
    assert row.id == "per_1"
    for key in ("o once", "A always", "R reject"):
        assert any(line.startswith(key) for line in shown), shown


@pytest.mark.parametrize("name", HOSTILE)
async def test_the_screen_stands(name: str) -> None:
    async with opened(hostile(HOSTILE[name])) as screen:
        await screen.press("4", "J", "j", "j", "j", "j", "h")
        assert "Nothing was answered yet." in screen.text
        await screen.press("h", "g")
        assert all(line.isprintable() for line in screen.lines)
        assert screen.lines[-1].strip().startswith("o once")
