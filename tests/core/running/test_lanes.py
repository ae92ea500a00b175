"""Lanes of our own tasks: who starts, who waits, and who is next."""

from typing import Any

import msgspec
import pytest

from omo_watch_core.effects import CreateSession, SendPrompt
from omo_watch_core.tasks.lanes import Limits
from tests.core.running.world import GPT, PARENT, World, blank


def test_a_task_gets_a_session_below_its_parent_and_one_prompt() -> None:
    world = World()
    task = world.new("Look at the tests", description="Explore tests")
    (created,), (sent,) = world.all_sent(CreateSession), world.all_sent(SendPrompt)
    assert msgspec.json.decode(created.body) == {
        "parentID": PARENT,
        "title": "Explore tests (@explore subagent)",
        "agent": "explore",
        "model": {"id": "limited-opus", "providerID": "fake"},
        "metadata": {"omo-watch": {"task": {"id": task, "by": "ann@desk"}}},
    }
    body = msgspec.json.decode(sent.body)
    assert (body["agent"], body["tools"]) == ("explore", {"task": False})
    assert body["model"] == {"providerID": "fake", "modelID": "limited-opus"}
    assert body["parts"][0]["text"] == "Look at the tests"
    assert (world.status(task), world.held()) == ("running", 1)


def test_what_a_person_asked_for_ends_when_it_runs() -> None:
    world = World()
    world.new()
    action = world.state.actions[f"act_{1:0>14}"]
    assert action.result == "launched"
    assert action.evidence.endswith("runs as ses_1 on fake/limited-opus")


def test_who_finds_no_slot_waits_in_order_and_is_told_its_place() -> None:
    world = World()
    tasks = [world.new() for _ in range(4)]
    assert [world.status(task) for task in tasks] == ["running"] * 2 + ["pending"] * 2
    said = world.state.actions[f"act_{4:0>14}"].evidence
    assert said.endswith("waits as #2 in fake/limited-opus")
    world.tick(6)
    world.answers(world.child(tasks[0]))
    world.tick(6)
    assert [world.status(task) for task in tasks[1:]] == ["running", "running", "pending"]


def test_another_model_has_a_lane_of_its_own() -> None:
    world = World()
    for _ in range(3):
        world.new()
    other = world.new(model=GPT)
    assert world.status(other) == "running"


def test_models_of_one_provider_share_a_lane_where_it_is_set() -> None:
    world = World(blank(limits=Limits(providers={"fake": 1.0})))
    world.new()
    other = world.new(model=GPT)
    assert (world.status(other), world.held("fake")) == ("pending", 1)


def test_one_that_is_moved_up_starts_next() -> None:
    world = World()
    _, _, third, fourth = (world.new() for _ in range(4))
    assert world.first(fourth).result == "changed"
    world.tick(6)
    world.answers("ses_1")
    world.tick(6)
    assert (world.status(third), world.status(fourth)) == ("pending", "running")


def test_what_runs_cannot_be_moved_up() -> None:
    world = World()
    task = world.new()
    action = world.first(task)
    assert (action.result, action.evidence) == ("refused", "Look around waits in no lane")


def test_a_paused_lane_starts_nothing_until_it_goes_on() -> None:
    world = World()
    world.lane(paused=True)
    task = world.new()
    assert world.status(task) == "pending"
    assert world.state.actions[f"act_{2:0>14}"].evidence.endswith(
        "waits as #1 in fake/limited-opus, which is paused"
    )
    world.lane(paused=False)
    assert world.status(task) == "running"


@pytest.mark.parametrize(("width", "running"), [(1, 1), (3, 3), (0, 4)])
def test_the_width_of_a_lane_can_be_changed(width: int, running: int) -> None:
    world = World()
    world.lane(width=width)
    tasks = [world.new() for _ in range(4)]
    assert [world.status(task) for task in tasks].count("running") == running


def test_a_narrower_lane_lets_go_on_what_runs() -> None:
    world = World()
    tasks = [world.new() for _ in range(2)]
    world.lane(width=1)
    world.tick(3)
    assert [world.status(task) for task in tasks] == ["running", "running"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": "  "}, "A task needs a prompt."),
        ({"agent": ' "" '}, "A task needs an agent."),
    ],
)
def test_what_cannot_run_is_refused_and_nothing_is_sent(fields: dict[str, Any], why: str) -> None:
    world = World()
    before = len(world.sent)
    with pytest.raises(StopIteration):
        world.new(**fields)
    action = world.state.actions[f"act_{1:0>14}"]
    assert (action.result, action.evidence) == ("refused", f"{why} Nothing was sent.")
    assert len(world.sent) == before
