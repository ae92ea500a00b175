"""Sessions, tasks and parents for the causes that lie with the plugin and its tasks."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core.launched import Launch
from omo_watch_core.model import Retry, SessionState, Tool
from omo_watch_core.select.condition import condition
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Server, Session
from tests.core.select.make import (
    ABORTED,
    MINUTE,
    NOW,
    SECOND,
    answer,
    busy,
    idle,
    retry,
    server,
    tool,
)

Said = tuple[SessionState, str | None, str]
WELL: Said = ("idle", None, "")


def said(lab: Server, name: str = "ses_a", now: int = NOW) -> Said:
    """Give state, cause and evidence of a session."""
    session = lab.sessions[name]
    word = condition(lab, session, now)
    found = verdict(lab, session, word, now)
    return word, found.cause if found else None, found.evidence if found else ""


def starting(title: str = "Write docs", ago: int = 12 * SECOND, **fields: Any) -> Tool:
    """Give a call that starts a session, so long ago."""
    call = {"call": f"call_{title}", "started_ms": NOW - ago, **fields}
    return replace(tool("task", title), **call)


def launched(task: str = "bg_1", **fields: Any) -> Launch:
    """Give a task that was launched a minute ago."""
    base: dict[str, Any] = {"call": f"call_{task}", "title": "Write docs", "at_ms": NOW - MINUTE}
    return Launch(task=task, **{**base, **fields})


def child(
    name: str = "ses_c", title: str = "Write docs (@x subagent)", ago: int = 10 * SECOND,
    **fields: Any,
) -> Session:  # fmt: skip
    """Give a child that works, of this age."""
    made = busy(name, parent="ses_a", **fields)
    return replace(made, info=replace(made.info, title=title, created_ms=NOW - ago))


def waiting(message: str, ago: int = 7 * SECOND) -> Session:
    """Give a session that waits for its second attempt since so long."""
    wait = Retry(attempt=2, message=message, next_ms=float(NOW + MINUTE), since_ms=NOW - ago)
    return retry(retry=wait)


def dead(ago: int = 20 * SECOND, **fields: Any) -> Session:
    """Give a task that was stopped from outside before it showed anything."""
    at = NOW - ago
    base: dict[str, Any] = {
        "since_ms": at, "ended_ms": at, "parent": "ses_a", "answered": False, "whole": True,
        "failure": ABORTED, "answer": answer(at, completed_ms=at, failure=ABORTED),
    }  # fmt: skip
    return idle("ses_c", **{**base, **fields})


def family(task: Session, *others: Session, **fields: Any) -> Server:
    """Give a server with a parent at work that launched this task."""
    parent = busy(launches=(launched(**{"child": "ses_c", **fields}),))
    return server(parent, task, *others, plugin=True)


def rested(ago: int = 5 * MINUTE, **fields: Any) -> Session:
    """Give a parent that came to rest so long ago, with a task out."""
    base: dict[str, Any] = {
        "ended_ms": NOW - ago, "seen_ms": NOW, "launches": (launched(child="ses_c"),),
    }  # fmt: skip
    return idle(**{**base, **fields})


def ended(ago: int = 2 * MINUTE, name: str = "ses_c", **fields: Any) -> Session:
    """Give a task that ended well so long ago."""
    base: dict[str, Any] = {"ended_ms": NOW - ago, "parent": "ses_a", "shown": True}
    return idle(name, **{**base, **fields})
