"""Finished answers: Markdown as lines, diffs in colour, and what tools gave back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from rich.style import Style
from tests.tui.drawing import PEN
from tests.tui.make import tool

from omo_watch.lines.diff import MOST_LINES, diff_lines
from omo_watch.lines.line import Line
from omo_watch.lines.markdown.document import MOST, markdown_lines
from omo_watch.lines.markdown.spans import Span, wrapped
from omo_watch.lines.panes.changes import CUT, UNHELD, change_chunk, change_words
from omo_watch.lines.transcript.block import full_shape
from omo_watch.lines.transcript.folding import MOST_LINES as MOST_PRINTED
from omo_watch.lines.transcript.folding import given_lines, narrowed
from omo_watch.lines.transcript.gist import gist
from omo_watch_core.clean import clean
from omo_watch_core.given import FileChange, Output
from omo_watch_core.model import Tool

DIFF = "--- a.py\n+++ b.py\n@@ -1,3 +7,3 @@ def f():\n same\n-old\n+new\n"


def drawn(text: str, width: int = 40) -> list[str]:
    """Draw a text, without blanks at the ends."""
    return [line.strip(width).text.rstrip() for line in lines_of(text, width)]


def lines_of(text: str, width: int = 40) -> list[Line]:
    """Draw a text as lines."""
    found = markdown_lines(text, width, PEN)
    assert found is not None
    return found


def styles(lines: list[Line]) -> dict[str, Style | None]:
    """Give the style of each piece."""
    return {piece.text.strip(): piece.style for line in lines for piece in line.segments}


def test_headings_are_bold_and_stand_apart() -> None:
    assert drawn("# One\ntext\n## Two") == ["One", "", "text", "", "Two"]
    assert styles(lines_of("# One"))["One"] == PEN.style("text", bold=True)


def test_lists_nest_and_keep_their_numbers() -> None:
    assert drawn("- one\n- two\n  1. a\n  2. b") == ["- one", "- two", "  1. a", "  2. b"]
    assert drawn("3. three\n4. four") == ["3. three", "4. four"]
    assert drawn("- one\n\n- two") == ["- one", "", "- two"]
    assert drawn("- a long item that wraps", 12) == ["- a long", "  item that", "  wraps"]


def test_code_keeps_its_lines_and_blanks_and_is_broken_hard() -> None:
    assert drawn("```python\ndef f():\n\treturn  1\n```") == [" def f():", "     return  1"]
    assert drawn("```\n" + "x" * 20 + "\n```", 12) == [" " + "x" * 10, " " + "x" * 10]
    assert styles(lines_of("```\nx\n```"))["x"] == PEN.style("soft", on="surface")


def test_marks_inside_a_line_are_made_visible() -> None:
    found = styles(lines_of("a **b** `c` [d](https://e.org/f) ![g](h.png)"))
    assert found["b"] == PEN.style("text", bold=True)
    assert found["c"] == PEN.style("accent")
    assert found["d"] == PEN.style("text", underline=True)
    assert found["https://e.org/f"] == PEN.style("muted")
    assert "h.png" not in str(found)


def test_addresses_that_are_no_pages_are_not_shown() -> None:
    assert drawn("[click](javascript:alert) [x](file:///etc)") == [
        "[click](javascript:alert)", "[x](file:///etc)",
    ]  # fmt: skip


def test_tables_are_plain_columns_cut_where_room_ends() -> None:
    table = "| a | b |\n|---|---|\n| one | a very long cell of words |"
    assert drawn(table) == ["a    b", "─" * 30, "one  a very long cell of words"]
    assert drawn(table, 20) == ["a    b", "─" * 20, "one  a very long ce…"]


def test_quotes_rules_and_breaks() -> None:
    assert drawn("> said\n\n---\n\nend  \nhard") == ["│ said", "", "─" * 24, "", "end", "hard"]


def test_what_looks_like_markup_or_html_is_text() -> None:
    assert drawn("[bold]x[/bold] [@click=app.quit]y[/]", 80) == [
        "[bold]x[/bold] [@click=app.quit]y[/]"
    ]
    assert drawn("<b>x</b>\n\n<script>y</script>") == ["<b>x</b>", "", "<script>y</script>"]


def test_a_diff_in_a_fence_is_coloured() -> None:
    found = styles(lines_of("```diff\n same\n-old\n+new\n```"))
    assert found["- old"] == PEN.style("bad")
    assert found["+ new"] == PEN.style("done")


def test_a_text_that_is_too_long_is_no_markdown() -> None:
    assert markdown_lines("x" * (MOST + 1), 40, PEN) is None


HOSTILE = (
    "> " * 500 + "deep", "- " * 500 + "deep", "[" * 5_000, "*" * 5_000 + "a", "`" * 4_999,
    "|" * 3_000 + "\n" + "|-" * 1_500 + "|\n|x", "a\n" * 9_000, "# \n- \n> \n```", "|a|\n|-|",
    "翻訳" * 3_000, "e\u0301" * 5_000, "", "\n", "![", "[a](<", "<!--", "&#x1b;[31m",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("width", [4, 40])
def test_hostile_texts_neither_break_nor_stall(text: str, width: int) -> None:
    began = time.process_time()
    shown = markdown_lines(text, width, PEN) or []  # what is too deep is drawn as it is
    assert time.process_time() - began < 3
    if width == 40:
        assert all(line.width <= width for line in shown)
    assert not any("\x1b" in piece.text for line in shown for piece in line.segments)


@given(st.text(alphabet="ab 翻é*_`#->|[]()!\n", max_size=80), st.integers(14, 30))
def test_no_line_is_wider_than_its_room(text: str, width: int) -> None:
    assert all(line.width <= width for line in lines_of(text, width))


@given(st.lists(st.text(alphabet="ab 翻\n", max_size=20), max_size=5), st.integers(2, 12))
def test_wrapping_spans_keeps_the_letters(texts: list[str], width: int) -> None:
    plain = PEN.style("text")
    lines = wrapped([Span(text, plain) for text in texts], width, plain)
    assert all(line.width <= width for line in lines)
    shown = "".join(piece.text for line in lines for piece in line.segments)
    assert "".join(shown.split()) == "".join("".join(texts).split())


def test_a_diff_shows_where_and_in_which_role() -> None:
    lines = diff_lines(DIFF, 40, PEN)
    assert [line.strip(40).text.rstrip() for line in lines] == [
        "line 7 def f():", "  same", "- old", "+ new",
    ]  # fmt: skip
    found = styles(lines)
    assert found["line 7 def f():"] == PEN.style("muted")
    assert (found["- old"], found["+ new"]) == (PEN.style("bad"), PEN.style("done"))


def test_headings_of_files_are_no_lines_and_lines_like_them_are() -> None:
    two = DIFF + "--- looks like a heading\n@@ -1 +1 @@\n+x\ndiff --git a b\n--- c\n+++ d\n"
    texts = [line.strip(40).text.rstrip() for line in diff_lines(two, 40, PEN)]
    assert texts[4:] == ["- -- looks like a heading", "line 1", "+ x"]


def test_a_long_line_of_a_diff_is_broken_and_a_long_diff_ends_with_a_count() -> None:
    texts = [line.strip(12).text for line in diff_lines("@@ -1 +1 @@\n+" + "x" * 15, 12, PEN)]
    assert texts[1:] == ["+ " + "x" * 10, "  " + "x" * 5 + " " * 5]
    many = diff_lines("@@ -1 +1 @@\n" + "+x\n" * 5_000, 40, PEN)
    assert len(many) == MOST_LINES + 1
    assert many[-1].strip(40).text.rstrip() == "4001 more lines are not shown"


def shown_of(made: Tool) -> list[str]:
    """Draw what a tool gave back, without blanks at the ends."""
    return [line.text.strip() for line in given_lines(made, full_shape(60, False), PEN)]


def test_what_a_tool_gave_back_is_its_diff_or_its_output_or_a_sentence() -> None:
    bash = tool("bash", "ls", 100)
    assert shown_of(replace(bash, output=Output(printed="a\n\tb\n"))) == ["│ a", "│     b"]
    edited = replace(bash, output=Output(printed="ok", diff=DIFF))
    assert shown_of(edited)[2:] == ["│ - old", "│ + new"]
    assert shown_of(bash) == ["│ It gave nothing back."]
    assert "not held any more" in " ".join(shown_of(replace(bash, output=Output(let_go=True))))
    assert shown_of(tool("bash", "ls", 1, status="running")) == ["│ It has given nothing back yet."]
    failed = tool("bash", "ls", 1, status="error", error="no such file")
    assert shown_of(failed) == ["│ no such file"]


def test_of_a_long_output_the_end_is_shown() -> None:
    printed = "\n".join(map(str, range(1_000)))
    lines = shown_of(replace(tool("bash", "seq", 1), output=Output(printed=printed)))
    assert len(lines) == MOST_PRINTED + 1
    assert lines[0] == "│ 600 more lines are not shown"
    assert lines[-1] == "│ 999"


@pytest.mark.parametrize("text", ["[bold]x[/]", "x" * 100_000, "翻" * 300, "e\u0301" * 99, ""])
def test_hostile_outputs_stay_in_their_column(text: str) -> None:
    shape = full_shape(60, False)
    made = replace(tool("bash", "x", 1), output=Output(printed=text))
    lines = given_lines(made, shape, PEN)
    assert {line.cell_length for line in lines} == {60}
    assert all(line.text[: shape.text].strip() == "" for line in lines)


def test_rules_of_programs_are_shortened_only_as_far_as_need_be() -> None:
    assert narrowed("==== a ====", 40) == "==== a ===="
    assert narrowed("=" * 30 + " 1 failed " + "=" * 30, 30) == "=" * 10 + " 1 failed " + "=" * 10
    assert cell_len(narrowed("x" * 50, 30)) == 50


def test_the_gist_of_a_call() -> None:
    bash = tool("bash", "pytest", 1)
    assert gist(replace(bash, output=Output(printed="..\n=== 14 passed in 3s ===\n"))) == (
        "14 passed in 3s"
    )
    assert gist(replace(bash, output=Output(printed="x" * 99))) == ""
    assert gist(replace(tool("edit", "a", 1), output=Output(added=38, removed=12))) == "+38 -12"
    assert gist(replace(tool("read", "a", 1), output=Output(printed="text"))) == ""
    assert gist(bash) == ""


def test_a_changed_file_has_a_head_and_its_lines() -> None:
    change = FileChange(file="a.py", patch=DIFF, added=1, removed=1, status="added")
    texts = [strip.text.rstrip() for strip in change_chunk(change, 40, PEN).strips]
    assert texts[0].split() == ["a.py", "new", "+1", "-1"]
    assert texts[1:] == ["    line 7 def f():", "      same", "    - old", "    + new", ""]
    bare = change_chunk(FileChange(file="b"), 80, PEN).strips
    assert UNHELD in bare[1].text
    assert change_words([change, change]) == "2 files +2 -2"
    assert change_words(()) == ""
    assert change_words([change], 3) == "1 of 4 files +1 -1"
    cut = change_chunk(replace(change, cut=True), 80, PEN).strips
    assert CUT in cut[1].text
    assert cut[2].text.rstrip() == "    line 7 def f():"


@pytest.mark.parametrize(
    "text",
    ["*" * 600 + "a" + "*" * 600, "> " * 30 + "words",
     "".join(f"{'  ' * level}- level {level}\n" for level in range(40))],
    ids=("stars", "quotes", "lists"),
)  # fmt: skip
def test_what_is_too_deep_is_no_markdown(text: str) -> None:
    assert markdown_lines(text, 60, PEN) is None


@pytest.mark.parametrize("entity", ["&#13;", "&Tab;", "&#x202e;", "&ZeroWidthSpace;", "&#27;[31m"])
def test_entities_bring_nothing_back_that_was_cleaned(entity: str) -> None:
    text = f"a{entity}b\n\n| h |\n|---|\n| a{entity}b |\n\n[a{entity}b](https://x.example/{entity})"
    for line in lines_of(text, 60):
        said = line.strip(60).text
        assert clean(said) == said
        assert "\t" not in said


def test_nothing_of_the_words_is_lost() -> None:
    assert drawn("Do ~~not~~ delete") == ["Do ~~not~~ delete"]
    assert drawn('[x]: http://x.example "words"')[0].startswith("[x]: http://x.example")
