"""The picker says how long a move holds, and tab changes it."""

from __future__ import annotations

import pytest
from tests.tui.moments import offered
from tests.tui.opened import opened

from omo_watch_core.commands import LeaseWish, Override

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("tabs", "words", "wish"),
    [
        (0, "not at all, once", None),
        (1, "until the model before is free", LeaseWish(until="recovered")),
        (2, "for 1 turn", LeaseWish(until="turns", turns=1)),
        (4, "until cleared", LeaseWish()),
        (5, "strictly", LeaseWish(strict=True)),
        (6, "not at all, once", None),
    ],
)
async def test_tab_goes_round(tabs: int, words: str, wish: LeaseWish | None) -> None:
    async with opened(offered()) as screen:
        await screen.press("m", *["tab"] * tabs)
        assert words in next(line for line in screen.lines if "changes it" in line)
        await screen.press("enter")
        (command,) = screen.desk.commands
    assert isinstance(command, Override)
    assert command.lease == wish


async def test_an_hour_counts_from_now() -> None:
    state = offered()
    async with opened(state) as screen:
        await screen.press("m", "tab", "tab", "tab", "enter")
        (command,) = screen.desk.commands
    assert isinstance(command, Override)
    assert command.lease == LeaseWish(until="time", until_ms=state.now_ms + HOUR_MS)
