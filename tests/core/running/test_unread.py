"""What ended while nobody listened is read before anything is said of it."""

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadMessages, SendPrompt
from omo_watch_core.growing import Text
from omo_watch_core.model import Message, Part
from omo_watch_core.state import Session
from tests.core.actions.stage import LAB, OPUS
from tests.core.running.world import World, blank


def begun_before(world: World, task: str) -> World:
    """Give a program that knows a task's row, and of its session only that it rests."""
    name = world.child(task)
    info = world.state.servers[LAB].sessions[name].info
    state = blank(owner="ben@desk")
    server = state.servers[LAB]
    bare = Session(info=info, status_ms=world.now)
    server = replace(server, sessions={**server.sessions, name: bare})
    after = World(replace(state, now_ms=world.now, servers={LAB: server}))
    after.deaf.add(ReadMessages)
    rows = tuple(world.state.journal.tasks.values())
    after.tell(ev.JournalRead(server="", at_ms=after.now, tasks=rows))
    return after


def lists(world: World, session: str, *, answered: bool) -> None:
    """Let the server list the history of a session."""
    asked = Message(id="msg_1", session=session, role="user", created_ms=world.now - 80_000)
    answer = Message(
        id="msg_2", session=session, role="assistant", parent="msg_1", model=OPUS,
        created_ms=world.now - 70_000, completed_ms=world.now - 60_000, finish="stop",
    )  # fmt: skip
    part = Part(id="prt_2", message="msg_2", session=session, kind="text", text=Text.of("Done"))
    page = ((asked, ()), (answer, (part,))) if answered else ()
    world.tell(ev.MessagesListed(
        server=LAB, at_ms=world.now, asked_ms=world.now, session=session, messages=page,
        complete=True,
    ))  # fmt: skip


def test_an_end_before_this_program_began_is_read_before_it_is_judged() -> None:
    world = World()
    task = world.new()
    world.tick(100)
    after = begun_before(world, task)
    after.tick(8)
    assert (after.status(task), after.told) == ("running", [])
    lists(after, after.child(task), answered=True)
    after.tick(2)
    assert after.status(task) == "completed"


def test_a_history_with_nothing_in_it_is_one_that_never_began() -> None:
    world = World()
    task = world.new()
    world.answers(world.child(task), text="")
    world.tick(1)
    own = world.own(task)
    journal = world.state.journal
    row = replace(own, task=replace(own.task, prompt=""))
    world.state = replace(world.state, journal=replace(journal, tasks={task: row}))
    world.now += 100_000
    after = begun_before(world, task)
    after.tick(2)
    lists(after, after.child(task), answered=False)
    after.tick(2)
    assert (after.status(task), after.own(task).task.error) == (
        "error", "it was prompted and never began",
    )  # fmt: skip
    assert [one for one in after.all_sent(SendPrompt) if one.session == "ses_1"] == []


def test_an_answer_behind_a_broken_stream_is_no_interruption() -> None:
    world = World()
    task = world.new()
    world.say_answer(world.child(task), OPUS, text="Beg")
    world.tick(20)
    name = world.child(task)
    server = world.state.servers[LAB]
    link = replace(server.link, opened_ms=world.now, lost_since_ms=None)
    rested = replace(server.sessions[name], status="idle", status_ms=world.now, since_ms=world.now)
    server = replace(
        server, link=link, listed_ms=world.now, sessions={**server.sessions, name: rested}
    )
    world.state = replace(world.state, servers={LAB: server})
    world.deaf.add(ReadMessages)
    world.tick(9)
    assert world.status(task) == "running"
    assert [one.session for one in world.all_sent(ReadMessages)][:1] == [name]
