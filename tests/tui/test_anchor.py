"""The line that a person reads stays where it is, whatever comes, goes or is drawn anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.tui.drawing import PEN
from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.scrolling.anchor import moved
from omo_watch.lines.scrolling.roll import Block, Chunk, Roll


def strip(text: str) -> Strip:
    """Draw one line."""
    return Line(PEN.style("text")).add(text, PEN.style("text")).strip(40)


def chunk(name: str, *blocks: tuple[str, list[str]]) -> Chunk:
    """Draw a message of blocks."""
    strips: list[Strip] = []
    marks: list[Block] = []
    for block, texts in blocks:
        marks.append(Block(len(strips), block))
        strips += map(strip, texts)
    return Chunk(name, strips, marks)


def numbered(name: str, count: int) -> Chunk:
    """Draw a message of one block with numbered lines."""
    return chunk(name, (f"{name} text", [f"{name} {n}" for n in range(count)]))


ONE, TWO, THREE = numbered("one", 5), numbered("two", 7), numbered("three", 3)


def test_a_line_is_found_by_its_number() -> None:
    roll = Roll.of([ONE, Chunk("empty", []), TWO])
    lines = map(roll.line, (0, 4, 5, 11, 12, -1))
    texts = [line.text.strip() if line else None for line in lines]
    assert texts == ["one 0", "one 4", "two 0", "two 6", None, None]
    assert roll.block_at(6) == "two text"
    assert roll.block_at(99) == ""
    assert roll.find("two text") == 5
    assert Roll().line(0) is None


def test_what_comes_below_moves_nothing() -> None:
    assert moved(Roll.of([ONE]), Roll.of([ONE, TWO]), 3) == 3


def test_what_is_let_go_above_moves_nothing_on_the_screen() -> None:
    before, after = Roll.of([ONE, TWO, THREE]), Roll.of([TWO, THREE])
    assert moved(before, after, 8) == 3
    assert after.line(3) is before.line(8)


def test_where_the_line_itself_is_let_go_the_rest_stays_in_its_place() -> None:
    before = Roll.of([ONE, TWO, THREE])
    assert moved(before, Roll.of([TWO, THREE]), 3) == 0
    assert moved(before, Roll(), 3) == 0
    assert moved(Roll(), before, 3) == 0
    assert moved(before, Roll.of([numbered("new", 9)]), 3) == 8


def test_a_block_that_grows_at_its_end_keeps_its_lines() -> None:
    before = Roll.of([ONE, TWO])
    assert moved(before, Roll.of([ONE, numbered("two", 30)]), 9) == 9


def test_a_block_that_loses_its_beginning_keeps_what_is_read() -> None:
    texts = [f"line {n}" for n in range(50)]
    before = Roll.of([ONE, chunk("m", ("text", texts))])
    after = Roll.of([ONE, chunk("m", ("text", [*texts[20:], "line 50"]))])
    assert moved(before, after, 35) == 15


def test_a_block_above_that_unfolds_in_the_same_message_moves_nothing() -> None:
    folded = chunk("m", ("tool", ["bash"]), ("text", ["said", "more"]))
    unfolded = chunk("m", ("tool", ["bash", "out", "put"]), ("text", ["said", "more"]))
    assert moved(Roll.of([folded]), Roll.of([unfolded]), 2) == 4
    assert moved(Roll.of([unfolded]), Roll.of([folded]), 4) == 2


def test_a_text_that_is_wrapped_anew_is_found_by_its_letters() -> None:
    wide = chunk("m", ("text", ["alpha beta gamma", "delta epsilon zeta"]))
    slim = chunk("m", ("text", ["alpha beta", "gamma delta", "epsilon", "zeta"]))
    assert moved(Roll.of([wide]), Roll.of([slim]), 1) == 1
    assert moved(Roll.of([slim]), Roll.of([wide]), 2) == 1


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.data())
def test_dropping_old_and_adding_new_messages_keeps_the_line(
    sizes: list[int], data: st.DataObject
) -> None:
    held = [numbered(f"m{n}", size) for n, size in enumerate(sizes)]
    before = Roll.of(held)
    if not before.height:
        return
    top = data.draw(st.integers(0, before.height - 1))
    kept = data.draw(st.integers(0, before.place(top)[0]))
    after = Roll.of([*held[kept:], numbered("new", 4)])
    assert after.line(moved(before, after, top)) is before.line(top)
