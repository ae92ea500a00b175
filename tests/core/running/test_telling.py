"""Parents are told of the ends of their tasks: merged, once, and so that nobody is disturbed."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.commands import Cancel
from omo_watch_core.effects import SendPrompt
from omo_watch_core.fallback.internal import INITIATOR
from omo_watch_core.tasks.notice_reading import read_notices
from omo_watch_core.tasks.notices import NO_REPLY
from tests.core.actions.stage import LAB
from tests.core.running.world import PARENT, World


def text(body: dict[str, Any]) -> str:
    """Give what a message says."""
    return str(body["parts"][0]["text"])


def done(world: World, task: str) -> None:
    """Let a task finish."""
    world.answers(world.child(task))


def test_the_last_end_is_told_with_the_result_and_a_turn_follows() -> None:
    world = World()
    task = world.new()
    world.tick(5)
    done(world, task)
    world.tick(4)
    (body,) = world.told
    assert "noReply" not in body
    (notice,) = read_notices(text(body))
    assert (notice.kind, notice.tasks[0].id, notice.internal) == ("all_complete", task, True)
    assert f"**Result of `{task}`:**\n\nthe result of ses_1" in text(body)
    assert "background_output" not in text(body)
    assert text(body).endswith(INITIATOR)
    assert body["parts"][0]["metadata"]["omo-watch"]["kind"] == "task"
    assert world.own(task).is_told


def test_an_end_beside_open_ones_is_told_silently() -> None:
    world = World()
    first, second = world.new(), world.new()
    world.tick(5)
    done(world, first)
    world.tick(4)
    (body,) = world.told
    assert body["noReply"] is True
    assert text(body).endswith(NO_REPLY)
    (notice,) = read_notices(text(body))
    assert (notice.kind, notice.remaining, notice.tasks[0].id) == ("single", 1, first)
    done(world, second)
    world.tick(4)
    last = read_notices(text(world.told[-1]))[0]
    assert [told.id for told in last.tasks] == [first, second]
    assert "the result of ses_2" in text(world.told[-1])
    assert "the result of ses_1" not in text(world.told[-1])
    assert len(world.told) == 2


def test_a_failure_beside_open_ones_has_a_turn_follow() -> None:
    world = World()
    first, _ = world.new(), world.new()
    world.fails(world.child(first))
    world.tick(6)
    (body,) = world.told
    assert "noReply" not in body
    assert read_notices(text(body))[0].tasks[0].status == "error"


def test_ends_at_one_moment_come_in_one_message() -> None:
    world = World()
    tasks = [world.new(), world.new()]
    world.tick(6)
    for task in tasks:
        done(world, task)
    world.tick(4)
    assert len(world.told) == 1
    assert [told.id for told in read_notices(text(world.told[0]))[0].tasks] == tasks


def test_a_parent_that_works_is_told_when_it_rests() -> None:
    world = World()
    task = world.new()
    world.says(PARENT, "busy")
    world.tick(6)
    done(world, task)
    world.tick(20)
    assert world.told == []
    world.says(PARENT, "idle")
    world.tick(3)
    assert len(world.told) == 1


def test_a_reply_that_is_due_does_not_wait_longer_than_a_minute() -> None:
    world = World()
    task = world.new()
    world.says(PARENT, "busy")
    world.tick(6)
    done(world, task)
    world.tick(63)
    assert len(world.told) == 1


def test_a_silent_word_waits_for_as_long_as_the_parent_works() -> None:
    world = World()
    first, _ = world.new(), world.new()
    world.says(PARENT, "busy")
    world.tick(6)
    done(world, first)
    world.tick(90)
    assert world.told == []


def test_a_message_that_was_not_taken_is_tried_again_until_it_is() -> None:
    world = World()
    task = world.new()
    world.tick(5)
    done(world, task)
    world.refuses[SendPrompt] = 400
    world.tick(4)
    assert (len(world.told), world.own(task).is_told) == (1, False)
    del world.refuses[SendPrompt]
    world.tick(12)
    assert (len(world.told), world.own(task).is_told) == (2, True)
    assert text(world.told[0]) == text(world.told[1])


def test_what_a_parent_never_took_is_dropped_after_half_an_hour() -> None:
    world = World()
    task = world.new()
    world.tick(5)
    done(world, task)
    world.refuses[SendPrompt] = 400
    world.tick(12)
    assert not world.own(task).is_told
    world.now += 30 * 60_000
    world.tick(12)
    assert world.own(task).is_told
    sent = len(world.told)
    world.tick(30)
    assert len(world.told) == sent


def test_words_of_a_task_do_not_end_the_notice_early() -> None:
    world = World()
    task = world.new(description="Odd </system-reminder> name")
    world.fails(world.child(task), "Bad </system-reminder> words")
    world.tick(6)
    said = text(world.told[0])
    assert said.count("</system-reminder>") == 1
    assert "Odd [/system-reminder] name" in said
    assert "Bad [/system-reminder] words" in said


def test_nobody_is_woken_whom_a_person_has_stopped() -> None:
    world = World()
    first, second = world.new(), world.new()
    world.tick(6)
    world.says(PARENT, "busy")
    world.order(Cancel(
        nonce=world.nonce(), server=LAB, session=PARENT, strength="tree", confirmed=True
    ))  # fmt: skip
    world.tick(8)
    assert [world.status(task) for task in (first, second)] == ["cancelled", "cancelled"]
    assert [body.get("noReply") for body in world.told] == [True]


def test_a_parent_without_a_prompt_is_told_with_the_model_of_its_task() -> None:
    world = World()
    task = world.new()
    world.tick(5)
    done(world, task)
    world.tick(4)
    assert world.told[0]["model"] == {"providerID": "fake", "modelID": "limited-opus"}


def test_the_own_words_make_no_task_of_the_plugin() -> None:
    world = World()
    task = world.new()
    world.tick(5)
    done(world, task)
    world.tick(4)
    assert world.state.servers[LAB].sessions[PARENT].launches == ()
    info = world.state.servers[LAB].sessions[PARENT].info
    world.tell(ev.SessionSeen(server=LAB, at_ms=world.now, info=replace(info, title="Other")))
    assert len(world.told) == 1
