"""Looking for words in a session; the keys arrive in their order."""

from __future__ import annotations

from tests.tui.opened import opened
from tests.tui.story import story
from tests.tui.streaming import (
    IN,
    answer,
    front,
    read,
    spoken,
    streaming,
)
from textual import events

from omo_watch.screens.session import SessionScreen


async def test_search_counts_goes_to_and_fro_and_ends() -> None:
    text = "\n".join("needle here" if n % 10 == 5 else f"straw {n}" for n in range(70))
    async with opened(spoken(answer(text))) as screen:
        await screen.press(*IN, "slash")
        assert screen.lines[-1].startswith(" / ")
        await screen.press(*"NEEdle")
        assert "7 of 7" in screen.lines[-1]
        await screen.press("up")
        assert "6 of 7" in screen.lines[-1]
        await screen.press("enter", "N")
        assert "5 of 7" in screen.text
        assert "needle here" in screen.text
        await screen.press("n", "n", "n")
        assert front(screen).spoken.match == 0
        assert screen.app.screen is front(screen)
        await screen.press("escape")
        assert front(screen).spoken.search is None
        await screen.press("n")
        assert screen.app.screen is not screen.overview
        assert not isinstance(screen.app.screen, SessionScreen)


async def test_a_match_stays_the_current_one_while_the_session_streams() -> None:
    async with opened(story()) as screen:
        await screen.press(*IN)
        stream = await streaming(screen)
        await screen.press("slash", *"line 40.", "enter")
        there = read(screen)
        assert "line 40." in "\n".join(there)
        await stream.grow(lines=6)
        assert read(screen) == there
        search = front(screen).spoken.search
        assert search is not None
        assert len(search.lines) == 1


async def test_what_is_found_is_lit_and_nothing_else() -> None:
    async with opened(spoken(answer("a needle and a Needle"))) as screen:
        await screen.press(*IN, "slash", *"needle")
        log = front(screen).spoken
        strip = next(log.render_line(y) for y in range(20) if "needle" in log.render_line(y).text)
        lit = [piece.text for piece in strip if piece.style and piece.style.reverse]
        assert lit == ["needle", "Needle"]


async def test_no_match_says_so_and_backspace_and_paste_work() -> None:
    async with opened(spoken(answer("words"))) as screen:
        await screen.press(*IN, "slash", *"wordz")
        assert "no match" in screen.lines[-1]
        assert "no match, " not in screen.text
        await screen.press("backspace", "backspace")
        assert "1 of 1" in screen.lines[-1]
        front(screen).front.post_message(events.Paste("ds\n"))
        await screen.pilot.pause()
        assert front(screen).search_line.text == "words"
        await screen.press("ctrl+u")
        assert front(screen).search_line.text == ""
        await screen.press("escape")
        assert "/ n N" not in screen.lines[0]


async def test_keys_that_come_in_one_packet_with_the_slash_are_a_text() -> None:
    async with opened(spoken(answer("quit mx"))) as screen:
        await screen.press(*IN)
        for key in ("slash", "q", "u", "i", "t", "space", "m", "x"):
            character = {"slash": "/", "space": " "}.get(key, key)
            screen.app.post_message(events.Key(key, character))
        await screen.pilot.pause()
        await screen.pilot.pause()
        assert front(screen).search_line.text == "quit mx"
        assert screen.app.is_running
