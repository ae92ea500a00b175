"""A task of our own goes on with the next model of its chain, in the session that it has."""

import msgspec
from msgspec.structs import replace

from omo_watch_core.effects import CreateSession, SendAbort, SendPrompt
from omo_watch_core.fallback.board import place
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.journal.kept import Hold
from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.lanes import Limits
from tests.core.running.world import GPT, KIMI, OPUS, PARENT, World, blank


def models(world: World) -> list[str]:
    """Give the models that its session was asked."""
    sent = [effect for effect in world.all_sent(SendPrompt) if effect.session != PARENT]
    return [msgspec.json.decode(effect.body)["model"]["modelID"] for effect in sent]


def test_a_wait_for_a_limit_moves_it_to_the_next_model() -> None:
    world = World()
    task = world.new()
    child = world.child(task)
    world.waits(child)
    assert [effect.session for effect in world.all_sent(SendAbort)] == [child]
    world.answers(child, model=GPT)
    world.tick(8)
    assert models(world) == ["limited-opus", "ok-gpt"]
    assert len(world.all_sent(CreateSession)) == 1
    assert world.status(task) == "completed"
    assert [a.status for a in world.own(task).task.attempts] == ["error", "completed"]
    assert (world.held(), world.held(GPT.name)) == (0, 0)


def test_each_failing_model_is_left_until_the_chain_ends() -> None:
    world = World()
    task = world.new()
    child = world.child(task)
    for _ in range(3):
        world.fails(child, "Rate limit reached", 429)
        world.tick(5)
    assert models(world) == ["limited-opus", "ok-gpt", "ok-kimi"]
    assert world.status(task) == "error"
    assert [a.model for a in world.own(task).task.attempts] == [OPUS, GPT, KIMI]
    assert world.held(KIMI.name) == 0


def test_a_wait_is_left_alone_where_the_chain_is_used_up() -> None:
    world = World()
    task = world.new(model=KIMI, agent="build")
    world.waits(world.child(task))
    world.tick(20)
    assert world.status(task) == "running"
    assert world.all_sent(SendAbort) == []


def test_a_wait_stays_until_the_next_lane_has_room() -> None:
    world = World(blank(limits=Limits(default=1.0)))
    other = world.new(model=GPT)
    task = world.new()
    child = world.child(task)
    world.waits(child)
    world.tick(3)
    assert world.all_sent(SendAbort) == []
    assert world.held() == 1
    world.tick(3)
    world.answers(world.child(other), model=GPT)
    world.tick(6)
    assert [effect.session for effect in world.all_sent(SendAbort)] == [child]
    assert (world.held(), world.held(GPT.name)) == (0, 1)


def test_one_that_failed_waits_for_its_next_lane_without_a_slot() -> None:
    world = World(blank(limits=Limits(default=1.0)))
    other = world.new(model=GPT)
    task = world.new()
    world.fails(world.child(task), "Rate limit reached", 429)
    world.tick(4)
    assert (world.status(task), world.held()) == ("pending", 0)
    world.tick(3)
    world.answers(world.child(other), model=GPT)
    world.tick(6)
    assert models(world)[-1] == "ok-gpt"
    assert world.held(GPT.name) == 1


def hold(world: World, *models: ModelRef) -> None:
    """Let a person hold models back, and no others."""
    holds = {
        place(one.name): Hold(id=place(one.name), changed_ms=1, since_ms=1, owner="ann")
        for one in models
    }
    world.state = replace(world.state, journal=replace(world.state.journal, holds=holds))


def test_a_model_that_somebody_holds_is_passed_by_and_stays_for_later() -> None:
    world = World()
    hold(world, GPT)
    task = world.new()
    child = world.child(task)
    world.fails(child, "Rate limit reached", 429)
    world.tick(5)
    assert models(world) == ["limited-opus", "ok-kimi"]
    hold(world)
    world.fails(child, "Rate limit reached", 429)
    world.tick(5)
    assert models(world) == ["limited-opus", "ok-kimi", "ok-gpt"]


def test_where_all_others_are_held_a_task_ends_as_one_without_a_chain() -> None:
    world = World()
    hold(world, GPT, KIMI)
    task = world.new()
    world.fails(world.child(task), "Rate limit reached", 429)
    world.tick(5)
    assert (models(world), world.status(task)) == (["limited-opus"], "error")


def test_a_task_begins_with_the_first_model_that_nobody_holds() -> None:
    entry = AgentEntry(model=OPUS.name, chain=(GPT.name, KIMI.name))
    world = World(blank(chains=Chains(agents={"explore": entry})))
    hold(world, OPUS)
    world.child(world.new(model=None))
    assert models(world) == ["ok-gpt"]


def test_a_model_that_a_person_named_is_taken_though_somebody_holds_it() -> None:
    world = World()
    hold(world, KIMI)
    world.child(world.new(model=KIMI))
    assert models(world) == ["ok-kimi"]
