"""The place above the footer: a key is answered at once, whatever else is told there."""

from __future__ import annotations

from tests.tui.make import SECOND
from tests.tui.moments import acted, override
from tests.tui.opened import opened

NEWS = "gemini-3-pro was asked, but showed nothing in 15s"
REFUSED = "no step is offered here"


async def test_a_refusal_is_told_beside_bad_news() -> None:
    moved = override("act_1", "accepted", lasted=15 * SECOND, evidence=NEWS)
    async with opened(acted(moved)) as screen:
        assert NEWS in screen.text
        await screen.press("f")
        assert REFUSED in screen.text
        assert NEWS in screen.text
        await screen.pass_time(9 * SECOND)
        assert REFUSED not in screen.text


async def test_the_newest_key_is_answered_alone() -> None:
    async with opened(acted()) as screen:
        await screen.press("f")
        assert REFUSED in screen.text
        await screen.press("y")
        assert "copied" in screen.text
        assert REFUSED not in screen.text
        await screen.press("f")
        assert REFUSED in screen.text
        assert "copied" not in screen.text
