"""A word that a list does not know is said with the nearest, on every list."""

from __future__ import annotations

import pytest
from tests.tui.log_story import not_proved_in_log
from tests.tui.moments import asking
from tests.tui.opened import opened


@pytest.mark.parametrize(
    ("tab", "typed", "said"),
    [
        ("1", "state:bussy", "`bussy` is no state. Nearest: `state:busy`"),
        ("2", "state:runing", "`runing` is no state. Nearest: `state:running`"),
        ("4", "kind:permision", "`permision` is no kind. Nearest: `kind:permission`"),
        ("4", "state:foo", "`state:` is not a field. Nearest: `"),
        ("4", "kind:answer state:x", "`state:` is not a field. Nearest: `"),
        ("5", "kind:tost", "`tost` is no kind. Nearest: `kind:toast`"),
        ("5", "state:foo", "`state:` is not a field. Nearest: `"),
    ],
)
async def test_a_wrong_word_is_said_and_hides_nothing(tab: str, typed: str, said: str) -> None:
    made = not_proved_in_log() if tab == "5" else asking()
    async with opened(made, (140, 40)) as screen:
        await screen.press(tab)
        before = [line[1:] for line in screen.lines[3:8]]
        await screen.press("slash", *typed)
        assert said in screen.text
        assert [line[1:] for line in screen.lines[3:8]] == before
