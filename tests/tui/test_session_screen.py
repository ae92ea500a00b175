"""One session on the whole screen."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import SECOND, part, said
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story

from omo_watch.screens.session import SessionScreen
from omo_watch_core.changes import Changes
from omo_watch_core.growing import Text
from omo_watch_core.state import Entry, State, Transcript

KEY = ("laptop", BILLING)
TOLD = Changes(transcripts=frozenset({KEY}))


def spoken(*entries: Entry) -> State:
    """Give the story with another transcript of Refactor billing."""
    made = story()
    laptop = made.servers["laptop"]
    words = Transcript(entries={one.message.id: one for one in entries}, complete=True)
    laptop = replace(laptop, transcripts={BILLING: words})
    return replace(made, servers={**made.servers, "laptop": laptop})


def answer(text: str, name: str = "msg_1") -> Entry:
    """Make an answer with one text."""
    return said(name, "assistant", SECOND, [part(f"prt_{name}", name, "text", text)])


def front(screen: Opened) -> SessionScreen:
    """Give the screen of the session."""
    found = screen.app.screen
    assert isinstance(found, SessionScreen)
    return found


async def test_it_turns_to_the_session_and_shows_all_panes() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "enter")
        assert screen.desk.looked_at[-1] == KEY
        for words in (
            "Sessions · Refactor billing",
            "Transcript",
            "429 rate limit: usage resets in 7m 56s",
            "server and message agree",
            "Ladder  nobody answers now",
            "Todos  2 of 6",
            "[►] Move the tax rules",
            "claude-opus-4-6 × 429 → gpt-5.4",
            "✓ proved",
            "thought for 3.2s",
        ):
            assert words in screen.text


async def test_tab_goes_through_the_panes_of_a_narrow_screen() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter")
        assert "you    Refactor the billing" in screen.text
        await screen.press("tab")
        assert "5 – zai/glm-4.7" in screen.text
        assert "not connected" in screen.text
        assert "you    Refactor the billing" not in screen.text
        await screen.press("tab")
        assert "no background task" in screen.text
        await screen.press("tab")
        assert "[x] Pin today's totals with tests" in screen.text
        await screen.press("tab")
        assert "Reading what it changed in its files." in screen.text
        assert screen.desk.asked == [f"diff {BILLING}"]
        await screen.press("tab")
        assert "Nothing has happened to it yet." in screen.text
        await screen.press("tab")
        assert "you    Refactor the billing" in screen.text
        await screen.press("shift+tab", "shift+tab", "shift+tab")
        assert "[x] Pin today's totals with tests" in screen.text
        await screen.press("tab", "tab", "tab")
        assert "you    Refactor the billing" in screen.text


async def test_it_follows_the_newest_until_a_person_scrolls() -> None:
    long = "\n".join(f"line {n}" for n in range(60))
    async with opened(spoken(answer(long))) as screen:
        await screen.press("j", "enter")
        log = front(screen).spoken
        assert "line 59" in screen.text
        await screen.press(*"kkkkkk")
        top = log.top
        await screen.tell(spoken(answer(long + "\nline 60\nline 61")), TOLD)
        assert log.top == top
        assert "line 61" not in screen.text
        await screen.press("G")
        assert "line 61" in screen.text
        await screen.tell(spoken(answer(long + "\nline 60\nline 61\nline 62")), TOLD)
        assert "line 62" in screen.text
        await screen.press("g")
        assert log.top == 0


async def test_pages_scroll() -> None:
    long = "\n".join(f"line {n}" for n in range(90))
    async with opened(spoken(answer(long))) as screen:
        await screen.press("j", "enter", "home")
        log = front(screen).spoken
        height = log.size.height
        await screen.press("pagedown", "pagedown", "pageup")
        assert log.top == height - 1


async def test_a_growing_answer_paints_only_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = Text.of("first\nsecond\nthi")
    growing = part("prt_1", "msg_1", "text")
    before = said("msg_1", "assistant", SECOND, [replace(growing, text=text)])
    after = said("msg_1", "assistant", SECOND, [replace(growing, text=text.grown("rd"))])
    async with opened(spoken(before), (140, 40)) as screen:
        await screen.press("j", "enter")
        log = front(screen).spoken
        painted: list[int] = []
        monkeypatch.setattr(log, "refresh", lambda *regions: painted.extend(r.y for r in regions))
        await screen.tell(spoken(after), TOLD)
        assert painted == [3]


async def test_m_and_x_are_about_this_session() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter", "m")
        assert "Move Refactor billing to" in screen.text
        await screen.press("escape", "x")
        assert "Stop Refactor billing" in screen.text
        await screen.press("escape", "escape")
        assert screen.app.screen is screen.overview


async def test_one_goes_back_to_all_sessions() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter", "1")
        assert screen.app.screen is screen.overview


async def test_a_deleted_session_says_so() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter")
        made = screen.desk.state
        laptop = replace(made.servers["laptop"], sessions={})
        gone = replace(made, servers={**made.servers, "laptop": laptop})
        await screen.tell(gone, Changes(order=True))
        assert "This session is gone." in screen.text
        await screen.press("escape")
        assert screen.app.screen is screen.overview


async def test_nothing_was_said_yet() -> None:
    async with opened(spoken()) as screen:
        await screen.press("j", "enter")
        assert "Nothing was said yet." in screen.text


async def test_it_can_be_widened_and_narrowed() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "enter")
        assert "Ladder  nobody answers now" in screen.text
        await screen.pilot.resize_terminal(80, 24)
        await screen.pilot.pause()
        assert "Ladder ◊◊›·–" in screen.text
        await screen.pilot.resize_terminal(140, 40)
        await screen.pilot.pause()
        assert "Ladder  nobody answers now" in screen.text
