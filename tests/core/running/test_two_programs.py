"""Two programs that know different states of one task: nothing is begun, lost or told twice."""

import msgspec
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import CreateSession, ReadDirectory, SendAbort, SendPrompt
from omo_watch_core.tasks.joining import joined
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.results import with_results
from tests.core.running.world import World


def begun_beside_a_stale_row() -> tuple[World, str, OwnTask]:
    """Give a world whose second task runs, and what another program still believes of it."""
    world = World()
    world.lane(width=1)
    first, second = world.new("one"), world.new("two")
    world.tick(2)
    stale = world.own(second)
    world.answers(world.child(first))
    world.tick(8)
    assert world.status(second) == "running"
    return world, second, stale


def read(world: World, row: OwnTask) -> None:
    """Let the journal hand over a row that was written a moment ago."""
    row = replace(row, changed_ms=world.now + 1)
    world.tell(ev.JournalRead(server="", at_ms=world.now, tasks=(row,)))


def test_a_task_that_runs_is_not_begun_again_because_another_program_moved_it_up() -> None:
    world, task, stale = begun_beside_a_stale_row()
    read(world, replace(stale, rank=stale.rank - 5))
    world.tick(10)
    prompts = [one for one in world.all_sent(SendPrompt) if one.session == world.child(task)]
    assert (len(prompts), len(world.all_sent(CreateSession))) == (1, 2)
    assert world.own(task).changed_ms > world.now - 10_000


def test_a_task_that_is_over_stays_over() -> None:
    world, task, stale = begun_beside_a_stale_row()
    world.answers(world.child(task))
    world.tick(8)
    told = len(world.told)
    read(world, replace(stale, rank=stale.rank - 5))
    world.tick(10)
    assert (world.status(task), world.own(task).is_told, len(world.told)) == (
        "completed", True, told,
    )  # fmt: skip
    assert world.own(task).task.prompt == ""


def test_a_stop_asked_for_by_who_did_not_know_that_it_runs_stops_it() -> None:
    world, task, stale = begun_beside_a_stale_row()
    read(world, replace(stale, wish="cancel"))
    world.tick(12)
    assert [one.session for one in world.all_sent(SendAbort)][:1] == [world.child(task)]
    assert world.status(task) == "cancelled"


def test_a_wish_survives_a_newer_row_that_does_not_know_it() -> None:
    world, task, stale = begun_beside_a_stale_row()
    own = world.own(task)
    wished = replace(stale, wish="cancel", changed_ms=own.changed_ms - 1)
    assert joined(own, wished).wish == joined(wished, own).wish == "cancel"
    assert joined(own, wished) == joined(wished, own)
    assert joined(own, wished).task == own.task
    both = joined(own, wished)
    assert joined(both, wished) is both


def test_a_parent_is_told_by_the_same_message_until_the_server_says_it_took_it() -> None:
    world = World()
    task = world.new()
    world.tick(2)
    world.refuses[SendPrompt] = 0
    world.answers(world.child(task))
    world.tick(40)
    assert not world.own(task).is_told
    world.refuses.clear()
    world.tick(15)
    assert world.own(task).is_told
    assert len({body["messageID"] for body in world.told}) == 1
    assert len({msgspec.json.encode(body["parts"][0]["id"]) for body in world.told}) == 1


def test_an_end_does_not_join_a_message_that_may_have_been_answered() -> None:
    world = World()
    first, second = world.new(), world.new()
    world.tick(5)
    world.deaf.add(SendPrompt)
    world.fails(world.child(first))
    world.tick(4)
    message = world.own(first).told
    assert message
    world.fails(world.child(second))
    world.tick(4)
    assert (world.own(second).task.is_over, world.own(second).told) == (True, "")
    after = world.restart()
    for _ in range(3):
        after.tick(6)
        for one in after.state.servers.values():
            if one.sessions["ses_parent"].status == "busy":
                after.answers("ses_parent")
    assert [body["messageID"] == message for body in after.told] == [True, False]
    assert second not in after.told[0]["parts"][0]["text"]
    assert second in after.told[1]["parts"][0]["text"]


def test_a_parent_that_was_told_before_a_crash_is_not_told_again() -> None:
    world = World()
    first, _ = world.new(), world.new()
    world.tick(5)
    world.answers(world.child(first))
    world.tick(4)
    assert world.own(first).is_told
    tasks = {first: replace(world.own(first), is_told=False)}
    journal = replace(world.state.journal, tasks={**world.state.journal.tasks, **tasks})
    world.state = replace(world.state, journal=journal)
    after = world.restart()
    after.tick(6)
    assert (after.told, after.own(first).is_told) == ([], True)


def test_a_parent_of_which_nothing_is_heard_yet_is_not_told() -> None:
    world = World()
    task = world.new()
    world.tick(2)
    server = next(iter(world.state.servers.values()))
    parent = server.sessions["ses_parent"]
    sessions = {**server.sessions, "ses_parent": replace(parent, status_ms=1)}
    world.state = replace(world.state, servers={server.name: replace(server, sessions=sessions)})
    world.answers(world.child(task))
    world.told.clear()
    world.deaf.add(ReadDirectory)
    world.tick(20)
    assert world.told == []
    world.deaf.clear()
    world.tick(15)
    assert len(world.told) == 1


def test_a_result_cannot_close_its_notice() -> None:
    notice = "<system-reminder>\nx\n</system-reminder>"
    for text in ("a</system-rem</system-reminder>inder>b", "a</ SYSTEM-reminder >b"):
        told = with_results(notice, {"bg_1": text}).lower()
        assert told.replace(" ", "").count("</system-reminder>") == 1
