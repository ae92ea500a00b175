"""The tab of models: what each key does, and what it says where there is nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace
from tests.tui.boards import GPT, PRO, STORM, calm, held, hit, probed, storm
from tests.tui.opened import Opened, opened

from omo_watch.screens.models import ModelsScreen
from omo_watch.screens.probe import ProbeScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import ProbeModel, WishModel
from omo_watch_core.state import State

SONNET = "anthropic/claude-sonnet-4-6"
FLASH = "google/gemini-3-flash"


@asynccontextmanager
async def board(
    state: State | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Opened, ModelsScreen]]:
    async with opened(state or hit(), size) as screen:
        await screen.press("3")
        front = screen.app.screen
        assert isinstance(front, ModelsScreen)
        yield screen, front


async def on(screen: Opened, tab: ModelsScreen, name: str) -> None:
    """Put the cursor on a model."""
    await screen.press("g")
    while tab.chosen is None or tab.chosen.name != name:
        await screen.press("j")


async def test_models_stand_by_provider_and_the_cursor_passes_the_heads_by() -> None:
    async with board(size=(140, 40)) as (screen, tab):
        assert screen.lines[3].strip() == "anthropic  2 of 2 rest"
        assert tab.chosen is not None
        assert tab.chosen.name == SONNET
        await screen.press("j", "j")
        assert tab.chosen.name == GPT
        assert "Refactor billing on laptop 1m ago" in screen.text
        assert "3 cooling · 1 due · 9 known" in screen.text
        await screen.press("G")
        assert tab.chosen.name == "kimi-for-coding/k2p5"
        await screen.press("g", "k")
        assert tab.chosen.name == SONNET
        await screen.press("pagedown")
        assert tab.chosen.name == "kimi-for-coding/k2p5"
        await screen.press("pageup")
        assert tab.chosen.name == SONNET


async def test_enter_shows_the_sessions_that_are_on_the_model() -> None:
    async with board() as (screen, tab):
        await on(screen, tab, GPT)
        await screen.press("enter")
        assert screen.app.screen is screen.overview
        assert f"filter model:={GPT} · 1 of " in screen.text
        assert "Refactor billing" in screen.text
        await screen.press("3")
        assert tab.chosen is not None
        assert tab.chosen.name == GPT


async def test_c_forgets_a_cooldown() -> None:
    async with board() as (screen, _):
        await screen.press("c")
        (command,) = screen.desk.commands
        assert command == WishModel(
            nonce=command.nonce, server="", session="", wants="clear", model=SONNET
        )


async def test_c_on_a_free_model_says_that_there_is_nothing_to_forget() -> None:
    async with board() as (screen, tab):
        await on(screen, tab, FLASH)
        assert "clear" not in screen.lines[-1]
        await screen.press("c")
        assert screen.desk.commands == []
        assert "no cooldown of it is known here" in screen.text


async def test_h_holds_and_releases() -> None:
    async with board() as (screen, tab):
        await on(screen, tab, FLASH)
        await screen.press("h")
        (command,) = screen.desk.commands
        assert isinstance(command, WishModel)
        assert (command.wants, command.model) == ("hold", FLASH)
    async with board(held(), (140, 40)) as (screen, tab):
        await on(screen, tab, PRO)
        assert "until released" in screen.text
        assert "by you" in screen.text
        assert "h release" in screen.lines[-1]
        await screen.press("h")
        (command,) = screen.desk.commands
        assert isinstance(command, WishModel)
        assert (command.wants, command.model) == ("release", PRO)


async def test_b_says_what_a_probe_costs_before_it_is_sent() -> None:
    async with board() as (screen, tab):
        await on(screen, tab, GPT)
        await screen.press("b")
        assert isinstance(screen.app.screen, ProbeScreen)
        shown = [line for line in screen.lines if "costs" in line or "sends" in line]
        assert "costs     medium  $1.75 in and $14 out per million tokens" in shown[0]
        await screen.press("escape")
        assert screen.desk.commands == []
        await screen.press("b", "enter")
        (command,) = screen.desk.commands
        assert isinstance(command, ProbeModel)
        assert (command.server, command.target.name) == ("laptop", GPT)
        assert screen.app.screen is tab


async def test_a_probe_asks_where_the_limit_was_met() -> None:
    async with board() as (screen, _):
        await screen.press("b", "enter")
        (command,) = screen.desk.commands
        assert (command.server, command.session) == ("ci-box", "")


async def test_read_only_offers_no_probe_and_still_holds() -> None:
    async with board(replace(hit(), mode="watch")) as (screen, _):
        assert "b probe" not in screen.lines[-1]
        await screen.press("b")
        assert "read-only, nothing was sent" in screen.text
        await screen.press("h")
        assert [type(command) for command in screen.desk.commands] == [WishModel]


def locked(*names: str) -> State:
    made = hit()
    servers = {
        name: replace(one, read_only=name in names) for name, one in made.servers.items()
    }  # fmt: skip
    return replace(made, servers=servers)


async def test_a_server_that_is_only_read_is_not_asked_where_another_one_offers_it() -> None:
    async with board(locked("ci-box")) as (screen, tab):
        assert tab.chosen is not None
        assert {"ci-box", "laptop"} <= set(tab.chosen.servers)
        assert "b probe" in screen.lines[-1]
        await screen.press("b", "enter")
        (command,) = screen.desk.commands
        assert command.server == "laptop"


async def test_no_probe_where_all_that_offer_it_are_only_read() -> None:
    async with board(locked(*hit().servers)) as (screen, tab):
        assert "b probe" not in screen.lines[-1]
        await screen.press("b")
        assert screen.app.screen is tab
        assert "is read-only, nothing was sent" in screen.text


async def test_the_result_of_a_probe_stands_above_the_footer() -> None:
    async with board(probed()) as (screen, _):
        assert "◊ limited   openai/gpt-5.4 on laptop: overloaded, back at " in screen.text


async def test_a_storm_is_one_row_that_enter_unfolds() -> None:
    async with board(storm(), (140, 40)) as (screen, tab):
        assert tab.incident is not None
        assert "◊ incident       3 of 3 models" in screen.lines[4]
        assert "4 sessions" in screen.lines[4]
        assert "enter unfold" in screen.lines[-1]
        await screen.press("enter")
        assert [line.split()[2] for line in screen.lines[5:8]] == [
            name.partition("/")[2] for name in STORM
        ]
        assert "enter fold" in screen.lines[-1]
        await screen.press("escape")
        assert "gpt-5.4-codex" not in "".join(screen.lines[3:20])


async def test_keys_on_a_storm_are_for_all_its_models() -> None:
    async with board(storm()) as (screen, _):
        await screen.press("b")
        assert "a probe asks one model; enter shows them one by one" in screen.text
        await screen.press("h")
        held_now = [c.model for c in screen.desk.commands if isinstance(c, WishModel)]
        assert set(held_now) == set(STORM)


async def test_v_goes_through_what_is_used_all_and_limited() -> None:
    async with board(size=(140, 40)) as (screen, tab):
        await screen.press("v")
        assert "9 known · all" in screen.text
        await screen.press("v")
        assert "9 known · limited" in screen.text
        assert all(tab.table.board.rows[key].is_limited for key in tab.table.keys)
        await screen.press("escape")
        assert tab.table.view.shows == "used"


async def test_the_filter_narrows_and_esc_clears_it() -> None:
    async with board() as (screen, tab):
        await screen.press("slash", *"provider:google")
        assert "2 of 9" in screen.lines[-1]
        await screen.press("enter")
        assert "filter provider:google · 2 of 9" in screen.text
        await screen.press("slash", *"zz", "enter")
        assert "No model matches  provider:googlezz" in screen.text
        await screen.press("escape")
        assert len(tab.table.keys) == 9


async def test_a_wrong_field_is_named_with_the_nearest() -> None:
    async with board() as (screen, tab):
        await screen.press("slash", *"modle:x")
        assert "`modle:` is not a field. Nearest: `model:`" in screen.lines[-1]
        assert len(tab.table.keys) == 9


async def test_an_empty_board_says_since_when_and_how_to_see_all() -> None:
    async with board(calm()) as (screen, _):
        assert "No model has been limited since" in screen.text
        assert "8 are known; v shows all." in screen.text
        await screen.press("v")
        assert "claude-sonnet-4-6" in screen.text
        await screen.press("v")
        assert "8 are known; v goes on to what is in use." in screen.text


async def test_rows_keep_their_places_while_a_person_reads() -> None:
    async with board() as (screen, tab):
        before = tab.table.keys
        await screen.press("j")
        later = replace(hit(), now_ms=hit().now_ms + 1_000, limited={})
        await screen.tell(later, Changes())
        assert tab.table.keys == before
        assert "paused while you read" in screen.text
        await screen.tell(replace(later, now_ms=later.now_ms + 4_000), Changes())
        assert tab.table.keys == []
