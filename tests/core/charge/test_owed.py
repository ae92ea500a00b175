"""A background child that was moved by itself: its parent is told what it answered."""

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import HandAction
from omo_watch_core.effects import SendPrompt
from omo_watch_core.growing import Text
from omo_watch_core.model import Part, Tool
from tests.core.actions.stage import GPT, LAB, A
from tests.core.charge.children import PARENT, family
from tests.core.charge.desk import Desk


def moved() -> Desk:
    """Give a background child that went on with the next model, and a parent that rests."""
    desk = family(background=True)
    desk.changes(PARENT, completed_ms=desk.now, finish="stop")
    desk.status("idle", PARENT)
    desk.waits()
    desk.serve()
    desk.later(500).part(desk.answers(GPT), "All 12 pass.")
    desk.tick()
    desk.serve()
    return desk


def ended() -> Desk:
    desk = moved()
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    return desk


def to_parent(desk: Desk) -> list[SendPrompt]:
    return [prompt for prompt in desk.all(SendPrompt) if prompt.session == PARENT]


def test_the_result_goes_to_the_parent_once_and_is_told() -> None:
    desk = moved()
    assert to_parent(desk) == []
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    (prompt,) = to_parent(desk)
    assert b"All 12 pass." in prompt.body
    (line,) = [line for line in desk.lines("result") if "parent" in line.data]
    assert (line.data["result"], line.data["parent"], line.session) == ("handed", PARENT, A)
    desk.tick(60)
    desk.serve()
    assert len(to_parent(desk)) == 1


def test_two_steps_of_the_child_are_one_result() -> None:
    desk = family(background=True)
    desk.waits()
    desk.serve()
    desk.later(500).answers(GPT)
    desk.waits()
    desk.serve()
    actions = desk.state.actions.values()
    assert len([action for action in actions if isinstance(action, HandAction)]) == 1


def test_what_needs_no_telling_is_not_told() -> None:
    desk = family(background=True)
    tool = Tool(name="task", call="call_1", status="running", child=A, background=False)
    answer = desk.session(PARENT).answer
    assert answer is not None
    desk.tell(
        ev.PartSeen(
            server=LAB, at_ms=desk.now,
            part=Part(
                id=f"prt_{answer.id[4:]}", message=answer.id, session=PARENT, kind="tool",
                text=Text.of(""), tool=replace(tool, status="completed"),
            ),
        )
    )  # fmt: skip
    desk.waits()
    desk.serve()
    desk.later(500).part(desk.answers(GPT))
    desk.tick()
    desk.serve()
    hands = [a for a in desk.state.actions.values() if isinstance(a, HandAction)]
    assert [action.result for action in hands] == ["unneeded"]
    assert not any("parent" in line.data for line in desk.lines("result"))


def test_the_server_of_the_parent_is_asked_for_nothing_else() -> None:
    desk = ended()
    assert [abort for abort in desk.changing() if getattr(abort, "session", "") == PARENT] == [
        *to_parent(desk)
    ]
