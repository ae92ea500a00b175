"""Causes that lie with the plugin and its background tasks, each with its evidence."""

from __future__ import annotations

from omo_watch_core.clock import age
from omo_watch_core.fallback.reason import reason_of
from omo_watch_core.model import Verdict
from omo_watch_core.select.condition import is_stuck
from omo_watch_core.select.deaf import is_deaf, unmoved_ms
from omo_watch_core.select.launched import (
    Lasting,
    orphaned,
    prompt_behind,
    queued_tasks,
    untold,
)
from omo_watch_core.state import Server, Session

COUNTED = "the plugin still counts it"


def queued(server: Server, session: Session, now_ms: int) -> Verdict | None:
    """Say which prompt waits behind a turn, or which task for its session."""
    # Behind a turn that does not get on nothing waits for its turn: that one is the cause.
    if is_stuck(session, now_ms):
        return None
    task = queued_tasks(server, session, now_ms)
    if task is not None:
        since = age(now_ms - task.since_ms)
        said = f"{_with_others(task)} {_have(task)} no session yet · {since}"
        return Verdict(cause="queued", evidence=said)
    waiting = prompt_behind(server, session, now_ms)
    if waiting is None:
        return None
    since = age(now_ms - waiting)
    return Verdict(cause="queued", evidence=f"a prompt waits behind this turn · {since}")


def deaf_plugin(server: Server, session: Session, now_ms: int) -> Verdict | None:
    """Say that a wait stands that the plugin could end."""
    stood, retry = unmoved_ms(server, session, now_ms), session.retry
    if stood is None or retry is None or not is_deaf(server, session, now_ms):
        return None
    said = f"{reason_of(retry.message)} · attempt {retry.attempt} · not moved for {age(stood)}"
    return Verdict(cause="deaf-plugin", evidence=said)


def orphan_task(server: Server, session: Session, now_ms: int) -> Verdict | None:
    """Say since when a task of the plugin is dead without its knowing."""
    dead = orphaned(server, session, now_ms)
    if dead is None:
        return None
    since = age(now_ms - dead.since_ms)
    said = f"dead for {since} without output, {COUNTED}"
    return Verdict(cause="orphan-task", evidence=said)


def parent_not_woken(server: Server, session: Session, now_ms: int) -> Verdict | None:
    """Say of which end nobody told the parent that waits for it."""
    task = untold(server, session, now_ms)
    if task is None:
        return None
    since = age(now_ms - task.since_ms)
    said = f"{_with_others(task)} ended {since} ago, and nobody told it"
    return Verdict(cause="parent-not-woken", evidence=said)


def _with_others(task: Lasting) -> str:
    return f"{task.title} and {task.others} more" if task.others else task.title


def _have(task: Lasting) -> str:
    return "have" if task.others else "has"
