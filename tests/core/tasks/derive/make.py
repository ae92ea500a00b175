"""Tables of one server at one moment."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core.journal.nouns import Journal
from omo_watch_core.model import Ask, ModelRef
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.derive import derive
from omo_watch_core.tasks.derive.row import TaskRow
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.record import Task
from tests.core.select.make import HOME, LAB, MINUTE, NOW, SECOND

PLACE = "http://127.0.0.1:4096"
SLOW = ModelRef(provider="fake", model="slow")


def state(lab: Server, now: int = NOW, **fields: Any) -> State:
    """Give a state that watches this server alone."""
    lab = replace(lab, url=PLACE)
    return State(now_ms=now, servers={LAB: lab}, owner="ann@desk", **fields)


def rows(lab: Server, now: int = NOW, **fields: Any) -> tuple[TaskRow, ...]:
    """Give the table."""
    return derive(state(lab, now, **fields))


def row(lab: Server, now: int = NOW, **fields: Any) -> TaskRow:
    """Give the one line of the table."""
    (one,) = rows(lab, now, **fields)
    return one


def said(one: TaskRow) -> tuple[str, str | None, str]:
    """Give state, claim and verdict."""
    return one.state, one.claim, one.verdict


def cause(one: TaskRow) -> str | None:
    """Give the cause of an odd state."""
    return one.why.cause if one.why else None


def ask(session: str, at: int = NOW - 9 * SECOND) -> Ask:
    """Give a request for a permission."""
    return Ask(
        id=f"per_{session}", session=session, directory=HOME, kind="permission",
        title="bash rm", asked_ms=at,
    )  # fmt: skip


def own(name: str = "bg_own", rank: float = 0.0, **fields: Any) -> OwnTask:
    """Give a task of our own, launched a minute ago."""
    base: dict[str, Any] = {"agent": "build", "description": "Ours", "model": SLOW}
    task = Task(id=name, parent="ses_a", **{**base, **fields})
    return OwnTask(
        id=name, place=PLACE, task=task, owner="ann@desk", since_ms=NOW - MINUTE,
        changed_ms=NOW - MINUTE, rank=rank,
    )  # fmt: skip


def journal(*tasks: OwnTask, **fields: Any) -> Journal:
    """Give what the journal holds of our own tasks."""
    return Journal(tasks={one.id: one for one in tasks}, **fields)
