"""Scrolling while a session streams, and what its tools gave back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import SECOND, part, said, tool
from tests.tui.opened import opened
from tests.tui.reading import OPEN, read_closely
from tests.tui.story import BILLING, story
from tests.tui.streaming import (
    IN,
    KEY,
    SIZES,
    TOLD,
    Streaming,
    answer,
    front,
    numbered,
    read,
    spoken,
    streaming,
)
from textual import events

from omo_watch_core.given import Output


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_up_moves_once_and_then_nothing_moves_while_all_stream(
    size: tuple[int, int],
) -> None:
    async with opened(story(), size) as screen:
        await screen.press(*IN)
        stream = await streaming(screen)
        await stream.grow(lines=3)
        followed = read(screen)
        await screen.press("pageup")
        there = read(screen)
        assert there != followed
        for _ in range(4):
            await stream.grow(lines=5)
            await stream.grow_beside()
            assert read(screen) == there
        await screen.press("pageup")
        higher = read(screen)
        assert higher != there
        assert front(screen).spoken.top > 0
        await stream.grow(lines=2)
        assert read(screen) == higher
        assert "22 new lines, G goes there" in screen.text
        await screen.press("G")
        assert read(screen)[-1].strip() != there[-1].strip()
        assert "new lines" not in screen.text
        await stream.grow()
        assert f"new {stream.grown}." in "\n".join(read(screen))


async def test_the_line_stays_when_old_messages_are_let_go_above_it() -> None:
    old = [answer(numbered(0, 30), f"msg_{n:02}") for n in range(1, 61)]
    async with opened(spoken(*old)) as screen:
        await screen.press(*IN)
        stream = Streaming(screen, replace(screen.desk.state, open=frozenset({KEY})))
        await screen.press("pageup", "pageup", "pageup")
        there, top = read(screen), front(screen).spoken.top
        for n in range(61, 71):
            await stream.answer(f"msg_{n}", numbered(0, 30))
        held = stream.state.servers["laptop"].transcripts[BILLING].entries
        assert len(held) == 60
        assert "msg_05" not in held
        assert read(screen) == there
        assert front(screen).spoken.top < top + 300


async def test_the_line_stays_when_the_text_becomes_markdown() -> None:
    text = "# Head\n\n" + "\n\n".join(f"paragraph **{n}** of it" for n in range(60))
    async with opened(spoken(answer(text))) as screen:
        await screen.press(*IN, "pageup", "pageup")
        before = next(line for line in read(screen) if "paragraph" in line)
        await screen.tell(spoken(answer(text, done=True)), TOLD)
        after = next(line for line in read(screen) if "paragraph" in line)
        assert after.strip() == before.strip().replace("**", "")


async def test_the_wheel_scrolls_back_and_the_end_is_followed_again() -> None:
    async with opened(spoken(answer(numbered(0, 90)))) as screen:
        await screen.press(*IN)
        log = front(screen).spoken
        end = log.top
        log.post_message(_wheel(events.MouseScrollUp, log))
        await screen.pilot.pause()
        assert log.top == end - 3
        assert not log.at_end
        assert "G goes to the newest" in screen.text
        log.post_message(_wheel(events.MouseScrollDown, log))
        await screen.pilot.pause()
        assert log.at_end


def _wheel(kind: type[events.MouseEvent], log: object) -> events.MouseEvent:
    return kind(
        widget=None, x=5, y=5, delta_x=0, delta_y=1, button=0, shift=False, meta=False, ctrl=False
    )


async def test_a_wider_terminal_keeps_what_is_read() -> None:
    text = "\n".join(f"{n} " + "word " * 30 for n in range(60))
    async with opened(spoken(answer(text)), (80, 24)) as screen:
        await screen.press(*IN, "pageup", "pageup")
        before = {line.split()[0] for line in read(screen) if line.strip()[:1].isdigit()}
        await screen.pilot.resize_terminal(140, 40)
        await screen.pilot.pause()
        shown = "\n".join(read(screen))
        assert any(f" {number} word" in shown for number in before)


async def test_enter_unfolds_the_newest_tool_and_brackets_choose_another() -> None:
    async with opened(read_closely(), (140, 40)) as screen:
        await screen.press(*OPEN)
        assert "test_half_cents_go_up" not in screen.text
        await screen.press("enter")
        assert "test_half_cents_go_up" in screen.text
        assert "= 1 failed, 13 passed in 3.41s =" in screen.text
        await screen.press("enter")
        assert "test_half_cents_go_up" not in screen.text
        await screen.press(*(["left_square_bracket"] * 4), "enter")
        assert "+     sign: Literal[1, -1] = 1" in screen.text
        await screen.press("right_square_bracket", "enter")
        assert "- class CreditNote:" in screen.text
        assert "+     sign: Literal[1, -1] = 1" in screen.text
        await screen.press("escape")
        assert front(screen).spoken.chosen == ""
        await screen.press("escape")
        assert screen.app.screen is screen.overview


async def test_a_click_unfolds_a_tool() -> None:
    made = replace(tool("bash", "ls", 1), output=Output(printed="a file"))
    entry = said("msg_1", "assistant", SECOND, [part("prt_1", "msg_1", "tool", tool=made)])
    async with opened(spoken(entry)) as screen:
        await screen.press(*IN)
        row = next(y for y, line in enumerate(read(screen)) if "bash" in line)
        await screen.pilot.click("#log", offset=(20, row))
        await screen.pilot.pause()
        assert "│ a file" in screen.text


async def test_no_tool_is_no_fault_and_has_no_key() -> None:
    async with opened(spoken(answer("words"))) as screen:
        await screen.press(*IN, "enter", "left_square_bracket", "right_square_bracket")
        assert "words" in screen.text
        assert "unfold" not in screen.lines[-1]
