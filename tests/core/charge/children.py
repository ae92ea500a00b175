"""A parent that works, with a child that it waits for or not."""

from typing import Any

from omo_watch_core import events as ev
from omo_watch_core.effects import SendAbort
from omo_watch_core.growing import Text
from omo_watch_core.model import Part, Tool
from tests.core.actions.stage import LAB, A, info
from tests.core.charge.desk import Desk, working

PARENT = "ses_p"


def family(*, background: bool = False, named: bool = True, **setting: Any) -> Desk:
    """Give a desk whose first session is a working child; its parent works too."""
    desk = working(info(parent=PARENT), info(PARENT, title="Big plan"), **setting)
    desk.asks(PARENT)
    desk.status("busy", PARENT)
    calls(desk, child=A if named else None, background=background)
    return desk


def calls(desk: Desk, child: str | None = A, *, background: bool = False) -> None:
    """Let the parent call a task."""
    message = desk.answers(session=PARENT)
    tool = Tool(name="task", call="call_1", status="running", child=child, background=background)
    part = Part(
        id=f"prt_{message[4:]}", message=message, session=PARENT, kind="tool", text=Text.of(""),
        tool=tool,
    )  # fmt: skip
    desk.tell(ev.PartSeen(server=LAB, at_ms=desk.now, part=part))


def aborts(desk: Desk) -> list[str]:
    """Give the sessions that were aborted."""
    return [abort.session for abort in desk.all(SendAbort)]
