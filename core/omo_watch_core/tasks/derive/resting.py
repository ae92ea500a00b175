"""What became of a task whose session is at rest.

Source: background-tasks 5 and 6. The plugin calls what was aborted completed, and never notices
the end of one that showed nothing.
"""

from __future__ import annotations

from omo_watch_core.launched import Launch
from omo_watch_core.select.ending import (
    SETTLE_MS,
    belongs,
    ended_well,
    has_failed,
    is_empty_end,
    is_interrupted,
    was_aborted,
)
from omo_watch_core.select.launched import rested_ms
from omo_watch_core.select.task_causes import orphan_task
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Session
from omo_watch_core.tasks.derive.case import Case
from omo_watch_core.tasks.derive.look import ENDS, Look, Standing
from omo_watch_core.tasks.derive.row import TaskState, TaskVerdict
from omo_watch_core.tasks.derive.stops import stop_of

_FAULTS = frozenset({"error", "interrupted"})


def at_rest(look: Look, case: Case, child: Session) -> Standing:
    """Say what a task is whose session does nothing."""
    ended = rested_ms(case.server, child)
    if _is_done(child):
        state: TaskState = "failed" if case.launch.claim in _FAULTS else "completed"
        return Standing(state=state, since_ms=ended or 0, ended_ms=ended)
    if _is_about_to_run(child, look.now_ms):
        return _running(case, child, "ok")
    if _was_cut_off(child, look.now_ms):
        return _ended(look, case, child, "aborted")
    if has_failed(child) or is_empty_end(child, look.now_ms):
        return _ended(look, case, child, "failed")
    known = child.whole or child.answer is not None
    end = ENDS.get(case.launch.claim) if not known or child.answer is None else None
    if end is not None:
        said = case.local(case.launch.said_ms)
        return Standing(state=end, verdict="unknown", since_ms=said, ended_ms=said or None)
    return _running(case, child, "ok" if known else "unknown")


def _is_done(child: Session) -> bool:
    return ended_well(child) and child.answer is not None and bool(child.answer.finish)


def _is_about_to_run(child: Session, now_ms: int) -> bool:
    """Tell whether a prompt is there that nothing was said of yet."""
    prompt, answer = child.prompt, child.answer
    if prompt is None or prompt.id == child.silent_prompt:
        return False
    if now_ms - child.prompt_ms >= SETTLE_MS:
        return False
    return not belongs(answer, prompt) if answer is not None else child.failure is None


def _was_cut_off(child: Session, now_ms: int) -> bool:
    """Tell whether the last turn was aborted, or ended without a finish and without an error."""
    if was_aborted(child):
        return True
    answer = child.answer
    if answer is None or has_failed(child):
        return False
    return not answer.finish if answer.completed_ms is not None else is_interrupted(child, now_ms)


def _ended(look: Look, case: Case, child: Session, seen: TaskVerdict) -> Standing:
    ended = rested_ms(case.server, child)
    stop = stop_of(case.server, look.stops, child.id, case.parent, ended)
    dead = orphan_task(case.server, child, look.now_ms)
    if dead is not None:
        return Standing(
            state="stuck", verdict="stuck", since_ms=ended or 0, ended_ms=ended, why=dead, stop=stop
        )
    is_cancelled = _was_cancelled(case.launch) or (stop is not None and seen == "aborted")
    state: TaskState = "failed" if seen == "failed" else "aborted"
    return Standing(
        state="cancelled" if is_cancelled else state,
        verdict=seen,
        since_ms=ended or 0,
        ended_ms=ended,
        why=verdict(case.server, child, "failed", look.now_ms),
        stop=stop,
    )


def _was_cancelled(launch: Launch) -> bool:
    return launch.cancelled or launch.claim == "cancelled"


def _running(case: Case, child: Session, seen: TaskVerdict) -> Standing:
    since = child.ended_ms or case.local(child.info.created_ms)
    return Standing(state="running", verdict=seen, since_ms=since)
