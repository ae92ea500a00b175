"""Whose sessions the local core leaves alone: those of tasks that have chains of their own."""

from msgspec.structs import replace

from omo_watch_core.state import State
from omo_watch_core.tasks.run.mine import READ_MS, is_ours
from tests.core.actions.stage import LAB
from tests.core.running.world import PARENT, World


def ours(state: State, session: str = "ses_1") -> bool:
    """Ask about a session."""
    server = state.servers[LAB]
    return is_ours(state, server, server.sessions[session])


def test_the_session_of_a_task_is_ours_and_no_other() -> None:
    world = World()
    world.new()
    assert ours(world.state)
    assert not ours(world.state, PARENT)


def test_it_is_ours_between_two_models_and_behind_its_end() -> None:
    world = World()
    task = world.new()
    world.fails("ses_1")
    world.tick(4)
    assert world.status(task) == "error"
    assert ours(world.state)


def test_a_person_who_prompts_it_afterwards_has_it() -> None:
    world = World()
    world.new()
    world.fails("ses_1")
    world.tick(4)
    world.says("ses_1", "busy")
    assert not ours(world.state)


def test_what_another_program_launched_is_left_alone_until_the_journal_tells_of_it() -> None:
    world = World()
    world.new()
    unread = replace(world.state, journal=replace(world.state.journal, tasks={}))
    assert ours(unread)
    assert not ours(replace(unread, now_ms=world.now + READ_MS))
