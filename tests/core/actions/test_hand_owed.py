"""A moved child of the background: is its parent still to be told what it answered?"""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.hand.owed import is_owed
from omo_watch_core.effects import Effect, ReadMessages
from omo_watch_core.growing import Text
from omo_watch_core.model import Message, Part, Tool
from tests.core.actions.handing import ABORTED, ANSWER, PARENT, ends, family, hand, hands, move
from tests.core.actions.stage import GPT, LAB, A, Stage, running

Page = tuple[tuple[Message, tuple[Part, ...]], ...]


def part(text: str = "", **fields: object) -> Part:
    known: dict[str, Any] = {"kind": "text", "text": Text.of(text), **fields}
    return Part(id="prt_1", message="msg_1", session=PARENT, **known)


def task(child: str | None = A, *, background: bool = True, name: str = "task") -> Part:
    """Give a task that the parent began."""
    tool = Tool(name=name, call="c", status="completed", child=child, background=background)
    return part(kind="tool", tool=tool)


NOTICE = part(f'<task id="{A}" state="completed">', synthetic=True)


def page(*parts: Part) -> Page:
    """Give the parent's messages, one part each."""
    message = Message(id="msg_1", session=PARENT, role="assistant")
    return tuple((message, (one,)) for one in parts)


@pytest.mark.parametrize(
    ("parts", "owed"),
    [
        ((task(),), True),
        ((task(background=False),), False),
        ((task("ses_other"),), None),
        ((task(None),), None),
        ((task(name="bash"),), None),
        ((), None),
        ((NOTICE,), False),
        ((task(), NOTICE), False),
        ((NOTICE, task()), True),  # begun again
        ((task(), replace(NOTICE, synthetic=False)), True),  # somebody quotes it
        ((task(), part('<task id="ses_other">', synthetic=True)), True),
        ((task(), part(f'see <task id="{A}">', synthetic=True)), True),
        ((task(), task(background=False)), False),
    ],
)
def test_a_parent_is_owed_what_it_began_and_never_heard_of(
    parts: tuple[Part, ...], owed: bool | None
) -> None:
    assert is_owed(page(*parts), A) is owed


def known(stage: Stage, plugin: bool | None = False) -> Stage:
    server = replace(stage.server, plugin=plugin)
    stage.state = replace(stage.state, servers={LAB: server})
    return stage


def moved(plugin: bool | None = False) -> Stage:
    """Give a background child that was moved."""
    stage = known(family(background=True), plugin)
    move(stage)
    return stage


def lists_parent(
    stage: Stage, *parts: Part, asked: int | None = None, complete: bool = True
) -> list[Effect]:
    """List the parent's messages."""
    return stage.tell(
        ev.MessagesListed(
            server=LAB, at_ms=stage.now, asked_ms=stage.now if asked is None else asked,
            session=PARENT, messages=page(*parts), complete=complete,
        )
    )  # fmt: skip


def asked() -> Stage:
    stage = moved()
    stage.tick()
    return stage


def test_the_parents_messages_are_read_once() -> None:
    stage = moved()
    assert hand(stage).phase == "asking"
    stage.tick(3)
    assert stage.all_sent(ReadMessages) == [ReadMessages(server=LAB, session=PARENT, limit=100)]
    assert hand(stage).phase == "owed"


def test_a_parent_that_is_owed_the_result_waits_for_it() -> None:
    stage = asked()
    lists_parent(stage, task())
    assert (hand(stage).phase, hand(stage).result) == ("waiting", None)
    assert ends(stage) == [ReadMessages(server=LAB, session=A, limit=20)]


def test_a_parent_that_waits_for_nothing_is_left_alone() -> None:
    stage = asked()
    lists_parent(stage, task(), NOTICE)
    assert (hand(stage).result, hand(stage).evidence) == (
        "unneeded",
        "Big plan waits for nothing of it",
    )
    ends(stage)
    stage.tick(60)
    assert len(stage.all_sent(ReadMessages)) == 1


def test_somebody_elses_short_listing_decides_nothing() -> None:
    stage = asked()
    lists_parent(stage, part("Well"), complete=False)
    assert (hand(stage).phase, hand(stage).result) == ("owed", None)
    lists_parent(stage, task())
    assert hand(stage).phase == "waiting"


def test_a_short_listing_that_tells_is_enough() -> None:
    stage = asked()
    lists_parent(stage, NOTICE, complete=False)
    assert hand(stage).result == "unneeded"


def test_a_long_history_that_does_not_tell_is_not_called_unneeded() -> None:
    stage = asked()
    lists_parent(stage, *[part("Well")] * 99, complete=False)
    assert hand(stage).result is None
    lists_parent(stage, *[part("Well")] * 100, complete=False)
    assert (hand(stage).result, hand(stage).evidence) == (
        "refused",
        "the newest 100 messages of Big plan do not tell whether it waits; no result was handed "
        "over",
    )
    assert hand(stage).hint == "open the parent, and prompt it if it waits"


def test_a_listing_from_before_the_question_is_no_answer() -> None:
    stage = asked()
    lists_parent(stage, task(), asked=stage.now - 1)
    assert hand(stage).phase == "owed"


def test_a_listing_of_the_child_is_no_answer_about_its_parent() -> None:
    stage = asked()
    stage.tell(
        ev.MessagesListed(
            server=LAB, at_ms=stage.now, asked_ms=stage.now, session=A, messages=page(task()),
            complete=True,
        )
    )  # fmt: skip
    assert hand(stage).phase == "owed"


@pytest.mark.parametrize("when", ["waiting", "result"])
def test_later_listings_of_the_parent_change_nothing(when: str) -> None:
    stage = asked()
    lists_parent(stage, task())
    if when == "result":
        ends(stage)
    before = hand(stage)
    lists_parent(stage, task(), NOTICE)
    assert hand(stage) == before
    assert before.phase == when


def test_a_server_that_does_not_answer_is_not_waited_for_for_ever() -> None:
    stage = asked()
    stage.tick(29)
    assert hand(stage).result is None
    stage.tick()
    assert (hand(stage).result, hand(stage).evidence) == (
        "refused",
        "the server did not answer; nothing was handed over",
    )


@pytest.mark.parametrize("plugin", [True, None])
def test_the_plugin_watches_over_its_own_tasks(plugin: bool | None) -> None:
    assert hands(moved(plugin)) == []


def test_a_session_without_a_parent_owes_nobody() -> None:
    stage = known(running(word="retry"))
    move(stage)
    assert hands(stage) == []


def test_the_model_that_answered_in_the_end_is_named() -> None:
    stage = asked()
    lists_parent(stage, task())
    prompt, kimi = stage.move.message, replace(GPT, model="ok-kimi")
    stage.answer(ANSWER, prompt, kimi, completed_ms=stage.now, finish="stop")
    stage.status("idle")
    assert hand(stage).model == "fake/ok-kimi"


def test_a_child_of_the_background_that_a_person_stopped_has_no_result() -> None:
    stage = asked()
    lists_parent(stage, task())
    ends(stage, failure=ABORTED, finish=None)
    stage.tick(10)
    assert hand(stage).result == "refused"
