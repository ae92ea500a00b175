"""How tasks of our own end, and that each end frees its slot."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import CreateSession, SendAbort, SendPrompt
from omo_watch_core.model import Todo
from omo_watch_core.tasks.lanes import Limits
from tests.core.actions.asked import permission
from tests.core.actions.stage import LAB
from tests.core.running.world import GPT, PARENT, World, blank


def running(world: World) -> tuple[str, str]:
    """Launch a task; give it and its session."""
    task = world.new()
    return task, world.child(task)


def test_an_answer_completes_it_once_it_is_old_enough() -> None:
    world = World()
    task, child = running(world)
    world.answers(child)
    world.tick(4)
    assert world.status(task) == "running"
    world.tick(2)
    assert (world.status(task), world.held()) == ("completed", 0)
    assert world.own(task).task.prompt == ""


def test_open_todos_keep_it_running() -> None:
    world = World()
    task, child = running(world)
    todos = (Todo(content="Write", status="in_progress"),)
    world.tell(ev.TodosSet(server=LAB, at_ms=world.now, session=child, todos=todos))
    world.answers(child)
    world.tick(20)
    assert world.status(task) == "running"
    done = (Todo(content="Write", status="completed"),)
    world.tell(ev.TodosSet(server=LAB, at_ms=world.now, session=child, todos=done))
    world.tick(1)
    assert world.status(task) == "completed"


def test_an_error_that_no_model_heals_ends_it() -> None:
    world = World()
    task, child = running(world)
    world.fails(child, "Invalid value for 'temperature'")
    world.tick(4)
    assert world.status(task) == "error"
    assert world.own(task).task.error == "Invalid value for 'temperature'"
    assert world.held() == 0


def test_an_agent_that_is_not_there_interrupts_it() -> None:
    world = World()
    task, child = running(world)
    world.fails(child, "Agent explore not found", 0)
    world.tick(4)
    assert world.status(task) == "interrupt"
    assert (world.own(task).task.error or "").startswith('Agent "explore" not found.')


def test_a_session_that_somebody_stops_cancels_it() -> None:
    world = World()
    task, child = running(world)
    world.stopped(child)
    world.tick(6)
    assert (world.status(task), world.own(task).task.error) == ("cancelled", "stopped from outside")


def test_a_session_that_is_stopped_and_prompted_again_goes_on() -> None:
    world = World()
    task, child = running(world)
    world.stopped(child)
    world.tick(2)
    world.says(child, "busy")
    world.tick(6)
    assert world.status(task) == "running"


def test_a_deleted_session_cancels_it() -> None:
    world = World()
    task, child = running(world)
    world.deleted(child)
    world.tick(1)
    assert (world.status(task), world.own(task).task.error) == ("cancelled", "Session deleted")
    assert world.held() == 0


def test_a_running_one_is_stopped_with_all_below_it() -> None:
    world = World()
    task, child = running(world)
    world.tick(2)
    action = world.cancel(task)
    world.tick(6)
    assert world.state.actions[action.id].result == "stopped"
    assert [effect.session for effect in world.all_sent(SendAbort)] == [child]
    assert (world.status(task), world.own(task).task.error) == ("cancelled", "stopped by ann@desk")
    assert world.held() == 0


def test_one_that_waits_is_taken_back_without_a_request() -> None:
    world = World()
    for _ in range(2):
        world.new()
    waiting = world.new()
    before = len(world.all_sent(CreateSession))
    action = world.cancel(waiting)
    world.tick(1)
    assert world.state.actions[action.id].result == "stopped"
    assert world.status(waiting) == "cancelled"
    assert len(world.all_sent(CreateSession)) == before
    assert world.all_sent(SendAbort) == []


def test_a_task_that_is_not_ours_or_over_is_not_stopped() -> None:
    world = World()
    assert world.cancel("bg_nothere").evidence == "There is no task `bg_nothere` of ours."
    task, child = running(world)
    world.answers(child)
    world.tick(6)
    assert world.cancel(task).evidence == "Look around is over"


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (CreateSession, "the server made no session for it: no room"),
        (SendPrompt, "the server did not take its prompt: no"),
    ],
)
def test_what_the_server_refuses_fails_it(request_: type, why: str) -> None:
    world = World()
    world.refuses[request_] = 400
    task = world.new()
    assert (world.status(task), world.own(task).task.error) == ("error", why)
    assert world.held() == 0


def test_one_that_calls_the_same_tool_over_and_over_is_stopped() -> None:
    world = World()
    task, child = running(world)
    sessions = world.state.servers[LAB].sessions
    sessions[child] = replace(sessions[child], repeats=20)
    world.tick(8)
    assert world.status(task) == "cancelled"
    said = world.own(task).task.error
    assert said == "Subagent called a tool 20 consecutive times (threshold: 20)."


def test_one_of_which_nothing_is_heard_for_long_is_stopped() -> None:
    world = World()
    task, _ = running(world)
    world.now += 46 * 60_000
    world.tick(8)
    assert world.status(task) == "cancelled"
    assert "no activity for 46min" in (world.own(task).task.error or "")


def test_one_that_was_silent_for_long_and_fails_goes_on_with_its_next_model() -> None:
    world = World()
    task, child = running(world)
    world.now += 31 * 60_000
    world.fails(child, "Rate limit reached", 429)
    world.tick(4)
    assert world.status(task) == "running"
    assert len(world.own(task).task.attempts) == 2


def test_one_at_rest_of_which_nothing_comes_is_given_up() -> None:
    world = World()
    task, child = running(world)
    todos = (Todo(content="Write", status="in_progress"),)
    world.tell(ev.TodosSet(server=LAB, at_ms=world.now, session=child, todos=todos))
    world.answers(child)
    world.now += 31 * 60_000
    world.tick(1)
    assert world.status(task) == "error"
    assert world.own(task).task.error == "Task timed out after 30 minutes of inactivity"


def test_a_prompt_that_begins_nothing_is_sent_once_more_and_then_given_up() -> None:
    world = World()
    world.deaf.add(SendPrompt)
    task = world.new()
    world.tick(30)
    sent = world.all_sent(SendPrompt)
    assert len(sent) >= 1
    assert len({effect.body for effect in sent}) == 1
    world.tick(60)
    assert world.status(task) == "error"
    assert world.held() == 0


def test_what_waits_ends_with_its_parent() -> None:
    world = World()
    for _ in range(2):
        world.new()
    waiting = world.new()
    world.deleted(PARENT)
    world.tick(1)
    assert world.status(waiting) == "cancelled"
    assert world.own(waiting).task.error == "its parent was deleted"


def test_nothing_begins_between_the_deletion_of_a_child_and_of_its_parent() -> None:
    world = World(blank(limits=Limits(default=1.0)))
    _, child = running(world)
    waiting = world.new()
    world.deleted(child)
    world.tick(1)
    world.deleted(PARENT)
    world.tick(3)
    assert (world.status(waiting), len(world.all_sent(CreateSession))) == ("cancelled", 1)


def test_a_child_that_was_deleted_alone_lets_the_next_begin() -> None:
    world = World(blank(limits=Limits(default=1.0)))
    _, child = running(world)
    waiting = world.new()
    world.deleted(child)
    world.tick(3)
    assert (world.status(waiting), world.held()) == ("running", 1)


def test_one_that_waits_for_its_next_model_is_taken_back() -> None:
    world = World(blank(limits=Limits(default=1.0)))
    world.new(model=GPT)
    task = world.new()
    world.fails(world.child(task), "Rate limit reached", 429)
    world.tick(4)
    action = world.cancel(task)
    world.tick(1)
    said = world.state.actions[action.id]
    assert said.evidence == "Look around will not go on with another model"


def test_tasks_below_a_session_that_goes_are_told_to_nobody() -> None:
    world = World()
    task, child = running(world)
    world.deleted(child)
    world.deleted("ses_parent")
    world.tick(3)
    assert world.own(task).is_told
    assert world.told == []


def test_a_child_that_waits_for_a_person_is_left_alone() -> None:
    world = World()
    task, child = running(world)
    world.tell(ev.AskRaised(server=LAB, at_ms=world.now, ask=permission(session=child)))
    world.now += 50 * 60_000
    world.tick(5)
    assert (world.status(task), world.held()) == ("running", 1)
