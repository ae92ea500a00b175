"""The picker says how long a move holds, and keys change it."""

from __future__ import annotations

import pytest
from tests.scenery.told.story import offered
from tests.tui.opened import Opened, opened

from omo_watch_core.commands import LeaseWish, Override
from omo_watch_core.state import Server

HOUR_MS = 3_600_000
STRICT = ("tab", "right")


def option(screen: Opened, name: str) -> str:
    """Give the line of an option."""
    lines = [line.split("│")[1] for line in screen.lines if line.count("│") > 1]
    return next(line for line in lines if line.strip("▌ ").startswith(f"{name} "))


async def command_of(screen: Opened) -> Override:
    """Move, and give the command that this gave."""
    await screen.press("enter")
    (command,) = screen.desk.commands
    assert isinstance(command, Override)
    return command


@pytest.mark.parametrize(
    ("keys", "words", "wish"),
    [
        ((), "not at all, once", None),
        (("tab", "right"), "until the model before is free", LeaseWish(until="recovered")),
        (("tab", *["right"] * 2), "for 1 turn", LeaseWish(until="turns", turns=1)),
        (("tab", *["right"] * 4), "until cleared", LeaseWish()),
        (("tab", "left"), "until cleared", LeaseWish()),
        (("tab", *["right"] * 5), "not at all, once", None),
    ],
)
async def test_the_hold_goes_round(
    keys: tuple[str, ...], words: str, wish: LeaseWish | None
) -> None:
    async with opened(offered()) as screen:
        await screen.press("m", *keys)
        assert words in option(screen, "hold")
        assert (f"Held {words};" in screen.text) is (wish is not None)
        command = await command_of(screen)
    assert command.lease == wish


async def test_an_hour_counts_from_now() -> None:
    state = offered()
    async with opened(state) as screen:
        await screen.press("m", "tab", "right", "right", "right")
        command = await command_of(screen)
    assert command.lease == LeaseWish(until="time", until_ms=state.now_ms + HOUR_MS)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_hold_can_leave_the_chain(size: tuple[int, int]) -> None:
    async with opened(offered(), size) as screen:
        await screen.press("m", "tab", "left", "shift+tab", "shift+tab")
        assert "goes on below it where it fails" in option(screen, "chain")
        assert "where it fails, the chain goes on" in screen.text
        await screen.press("right")
        assert "nothing else is tried where it fails" in option(screen, "chain")
        assert "Held until cleared; where it fails, omo-watch tries nothing" in screen.text
        command = await command_of(screen)
    assert command.lease == LeaseWish(strict=True)


async def test_without_a_hold_the_chain_cannot_be_chosen() -> None:
    async with opened(offered()) as screen:
        await screen.press("m", "tab", "tab", "tab", "right")
        assert "only a hold can end that" in option(screen, "chain")
        assert "left right" not in screen.text
        command = await command_of(screen)
    assert command.lease is None


def server_of(screen: Opened, name: str) -> Server:
    """Give a server of the state on the screen."""
    return screen.desk.state.servers[name]


async def test_a_variant_goes_with_the_model() -> None:
    async with opened(offered()) as screen:
        have = server_of(screen, "ci-box").models["google/gemini-3-pro"].variants
        assert have == ("low", "medium", "high")
        await screen.press("m")
        assert "none; it has low, medium, high" in option(screen, "variant")
        await screen.press("tab", "tab", "left")
        assert "high" in option(screen, "variant")
        assert "gemini-3-pro high goes on" in screen.text
        command = await command_of(screen)
    assert (command.target.name, command.target.variant) == ("google/gemini-3-pro", "high")


async def test_a_model_without_variants_has_none_to_choose() -> None:
    async with opened(offered()) as screen:
        await screen.press("m", "tab", "tab", "right", *"glm-4")
        assert "this model has none" in option(screen, "variant")
        await screen.press("tab", "tab", "right")
        assert "left right" not in screen.text
        assert "glm-4.7 low" not in screen.text
        command = await command_of(screen)
    assert (command.target.name, command.target.variant) == ("zai/glm-4.7", None)


async def test_a_chosen_variant_stays_on_the_way_over_models_without_it() -> None:
    async with opened(offered()) as screen:
        await screen.press("m", "tab", "tab", "right", *"glm", "ctrl+u", *"codex", "ctrl+u")
        assert "low" in option(screen, "variant")
        await screen.press("down")
        assert "low" in option(screen, "variant")
        command = await command_of(screen)
    assert command.target.variant == "low"


async def test_letters_go_back_to_the_filter() -> None:
    async with opened(offered()) as screen:
        await screen.press("m", "tab", "right", *"son")
        assert "left right" not in screen.text
        await screen.press("left", "left", "backspace", "right", "p")
        typed = next(line for line in screen.lines if " / " in line)
        assert "opn" in typed
        assert "until the model before is free" in option(screen, "hold")


async def test_clicks_go_to_an_option_and_change_it() -> None:
    async with opened(offered()) as screen:
        await screen.press("m")
        line = next(n for n, text in enumerate(screen.lines) if "hold  " in text)
        await screen.pilot.click(offset=(30, line))
        assert "not at all" in option(screen, "hold")
        assert "left right" in option(screen, "hold")
        await screen.pilot.click(offset=(30, line))
        assert "until the model before" in option(screen, "hold")
        await screen.pilot.click(offset=(30, line + 1), times=2)
        assert "low" in option(screen, "variant")
        assert screen.desk.commands == []
