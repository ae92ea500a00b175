"""The modal that launches a task: what it says before, and what it submits."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import NOW, ref
from tests.tui.opened import opened
from tests.tui.story import BILLING, GPT, KIMI, OPUS, story

from omo_watch.lines.tasks.launching import Under, Wished, fault_of, foretold, known_agents
from omo_watch.screens.new_task import NewTaskScreen
from omo_watch_core.commands import NewTask
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import State
from omo_watch_core.tasks.lanes import Limits
from omo_watch_core.tasks.own import LaneSetting, OwnTask
from omo_watch_core.tasks.record import Task


def under(state: State | None = None, server: str = "laptop", session: str = BILLING) -> Under:
    state = state or story()
    return Under(state, state.servers[server], state.servers[server].sessions[session])


def with_tasks(*lanes: str | None, limit: float = 2) -> State:
    """Make the story with tasks of ours on one model: in its lane, or waiting."""
    state = story()
    place = place_of(state.servers["laptop"].url)
    tasks = {
        f"bg_{n}": OwnTask(
            id=f"bg_{n}", place=place, owner="me", since_ms=NOW, changed_ms=NOW,
            task=Task(id=f"bg_{n}", parent=BILLING, model=ref(GPT), lane=lane),
        )
        for n, lane in enumerate(lanes)
    }  # fmt: skip
    return replace(state, limits=Limits(default=limit), journal=replace(state.journal, tasks=tasks))


def test_it_says_where_it_runs_and_what_follows() -> None:
    state = replace(story(), limits=Limits(default=2))
    assert foretold(under(state), Wished(agent="explore", model=KIMI)) == [
        f"Starts at once with {KIMI}: 2 of 2 slots free.",
        "If that fails: gpt-5.4, gemini-3-pro, the chain of explore.",
        "Refactor billing is told once, at its end.",
    ]
    assert foretold(under(state), Wished(agent="nobody"))[:2] == [
        f"Starts at once with {OPUS}: 2 of 2 slots free.",
        "No chain: if its model is limited, it waits for it.",
    ]


def test_it_says_its_place_in_the_queue() -> None:
    wished = Wished(agent="nobody", model=GPT)
    assert foretold(under(with_tasks(GPT)), wished)[0] == (
        f"Starts at once with {GPT}: 1 of 2 slots free."
    )
    full = with_tasks(GPT, GPT, None)
    assert foretold(under(full), wished)[0] == (f"Waits as #2 for {GPT}: all 2 slots are taken.")
    one = with_tasks(GPT, limit=1)
    assert foretold(under(one), wished)[0] == (f"Waits as #1 for {GPT}: the one slot is taken.")


def test_a_paused_lane_is_said() -> None:
    state = with_tasks()
    place = place_of(state.servers["laptop"].url)
    paused = LaneSetting(place=place, key=GPT, owner="me", changed_ms=NOW, paused=True)
    state = replace(state, journal=replace(state.journal, lanes={(place, GPT): paused}))
    assert foretold(under(state), Wished(agent="nobody", model=GPT))[0] == (
        f"Waits for {GPT}: our lane {GPT} is paused."
    )


def test_what_is_wrong_is_said_with_a_way_out() -> None:
    assert fault_of(under(), Wished()) == "The prompt is empty: say what it is to do."
    nobody = fault_of(under(), Wished(prompt="x"))
    assert nobody is not None
    assert nobody.startswith("Name an agent: ")
    assert fault_of(under(), Wished(prompt="x", category="deep")) is None
    plain = under(server="ci-box", session="ses_index")
    assert fault_of(plain, Wished(prompt="x", category="deep")) is not None
    assert fault_of(under(), Wished(prompt="x", agent="a", model="openai/gpt-5.4x")) == (
        "laptop has no model `openai/gpt-5.4x`. Nearest: openai/gpt-5.4, openai/gpt-5.4-codex."
    )
    assert fault_of(under(), Wished(prompt="x", agent="a", model="gpt-5.4")) is None


def test_agents_of_other_tasks_come_first() -> None:
    known = known_agents(under())
    assert set(known[:3]) == {"explore", "writer", "librarian"}
    assert {"sisyphus", "oracle", "build"} <= set(known)
    assert len(known) == len(set(known))


async def test_n_launches_what_was_typed() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "n", *"Find it", "ctrl+j", *"all")
        await screen.press("tab", "down", "tab", *"gpt-5.4", "tab", "tab", *"Search", "enter")
        assert screen.app.screen is screen.overview
        (command,) = screen.desk.commands
        assert isinstance(command, NewTask)
        assert (command.server, command.session) == ("laptop", BILLING)
        assert command.prompt == "Find it\nall"
        assert command.agent == known_agents(under())[1]
        assert command.target == ref(GPT)
        assert (command.description, command.category) == ("Search", "")


async def test_the_model_is_the_agents_own_unless_one_is_chosen() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "n", "x", "tab", "tab")
        assert "the agent's own" in screen.text
        await screen.press("down")
        assert "anthropic/claude-haiku-4-5" in screen.text
        await screen.press("up", "enter")
        (command,) = screen.desk.commands
        assert isinstance(command, NewTask)
        assert command.target is None


async def test_a_wrong_wish_stays_open_and_sends_nothing() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "n", "enter")
        assert isinstance(screen.app.screen, NewTaskScreen)
        assert "The prompt is empty: say what it is to do. Nothing was sent." in screen.text
        await screen.press("x")
        assert "The prompt is empty" not in screen.text
        await screen.press("tab", "tab", *"zz", "enter")
        assert "laptop has no model `zz`." in screen.text
        await screen.press("escape")
        assert screen.app.screen is screen.overview
        assert screen.desk.commands == []


async def test_a_category_is_asked_for_only_where_the_plugin_is() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "n")
        assert "category" in screen.text
        await screen.press("escape", "k", "n")
        assert "New task under Deploy script" in screen.text
        assert "category" not in screen.text


async def test_it_opens_from_a_session_and_fits_each_size() -> None:
    for size in ((80, 24), (140, 40)):
        async with opened(story(), size) as screen:
            await screen.press("j", "enter", "n")
            assert "New task under Refactor billing" in screen.text
            assert "enter launch" in screen.text
            assert "Refactor billing is told once" in screen.text


async def test_a_deleted_parent_closes_it() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "n")
        laptop = screen.desk.state.servers["laptop"]
        rest = {name: one for name, one in laptop.sessions.items() if name != BILLING}
        servers = {**screen.desk.state.servers, "laptop": replace(laptop, sessions=rest)}
        screen.desk.state = replace(screen.desk.state, servers=servers)
        await screen.pass_time(1_000)
        assert screen.app.screen is screen.overview
