"""What state a task is in: by what its session does, beside what is claimed of it.

Source: background-tasks 5, 6 and 16.
"""

from __future__ import annotations

from omo_watch_core.clock import age
from omo_watch_core.model import Verdict
from omo_watch_core.select.condition import condition_among, is_unknown, since_ms
from omo_watch_core.select.ending import SETTLE_MS
from omo_watch_core.select.launched import QUEUED_AFTER_MS
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Session
from omo_watch_core.tasks.derive.case import Case
from omo_watch_core.tasks.derive.look import ENDS, Look, Standing
from omo_watch_core.tasks.derive.resting import at_rest
from omo_watch_core.tasks.derive.row import TaskState
from omo_watch_core.tasks.derive.stops import deletion_of, stop_of

LATE_MS = 5_000
"""How late an answer may be: behind it a session that runs is one that runs again."""


def standing(look: Look, case: Case) -> Standing:
    """Say how a task stands."""
    found = _seen(look, case)
    if found.state in ("running", "retry") and _is_outdated(case):
        return _as_claimed(case, "completed")
    return found


def _is_outdated(case: Case) -> bool:
    """Tell whether the session was last looked at before the one that runs the task saw its end.

    A program that only looks reads the session first and the journal a moment later, and what it
    reads was true when it asked, not when the answer came. Other ends are told while a session may
    still run, so that what it does counts.
    """
    child = case.child
    if case.origin != "omo-watch" or case.launch.claim != "completed" or child is None:
        return False
    end = case.local(case.launch.said_ms)
    if child.prompt is not None and case.local(child.prompt.created_ms) > end:
        return False
    heard = child.answer_ms if child.status == "idle" else child.status_ms
    return heard <= end + LATE_MS


def _seen(look: Look, case: Case) -> Standing:
    """Say how a task stands by what was seen of its session."""
    if case.gone_ms is not None:
        return _gone(look, case, case.gone_ms)
    if case.child is None:
        return _unseen(look, case) if case.launch.child else _without_session(look, case)
    if is_unknown(case.server, case.child):
        return _lost(case, case.child)
    ask = look.waiting.get(case.child.id)
    if ask is not None:
        asks = Verdict(cause="waiting-for-person", evidence=f"{ask.kind} · {ask.title}")
        return Standing(state="waiting", since_ms=ask.asked_ms, why=asks)
    if case.child.status == "idle":
        return at_rest(look, case, case.child)
    word = condition_among(look.asking, case.server, case.child, look.now_ms)
    why = verdict(case.server, case.child, word, look.now_ms)
    since = since_ms(case.server, case.child, word)
    if word == "stuck":
        return Standing(state="stuck", verdict="stuck", since_ms=since, why=why)
    return Standing(
        state="retry" if case.child.status == "retry" else "running", since_ms=since, why=why
    )


def _gone(look: Look, case: Case, gone_ms: int) -> Standing:
    """Say what a task is whose session was deleted, or its parent before it had one."""
    stop = stop_of(case.server, look.stops, case.launch.child or "", case.parent, gone_ms)
    if case.launch.child is None and case.launch.claim == "cancelled":
        return _as_claimed(case, "cancelled")
    return Standing(
        state="deleted", verdict="deleted", since_ms=gone_ms, ended_ms=gone_ms, stop=stop
    )


def _lost(case: Case, child: Session) -> Standing:
    """Say what was last known of a session that nothing is heard of."""
    state: TaskState = ENDS.get(case.launch.claim, "running")
    if child.status != "idle":
        state = "retry" if child.status == "retry" else "running"
    since = case.server.link.lost_since_ms or 0
    why = Verdict(cause="stream-lost", evidence=f"was {child.status}")
    return Standing(state=state, verdict="unknown", since_ms=since, why=why)


def _unseen(look: Look, case: Case) -> Standing:
    """Say what is claimed of a session that nobody has seen."""
    deletion = deletion_of(look.stops, case.launch.child or "")
    if deletion is not None:
        return _gone(look, case, deletion.ended_ms)
    end = ENDS.get(case.launch.claim)
    if end is not None:
        return _as_claimed(case, end)
    since = case.local(case.launch.said_ms or case.launch.at_ms)
    return Standing(state="running", verdict="unknown", since_ms=since)


def _without_session(look: Look, case: Case) -> Standing:
    launch = case.launch
    end = ENDS.get(launch.claim)
    if end is not None or launch.ended:
        return _as_claimed(case, end or "cancelled")
    since = case.local(launch.said_ms if launch.tries else launch.at_ms)
    if not launch.is_named and _was_left(case, look.now_ms):
        why = Verdict(cause="interrupted", evidence="the call that launches it never ended")
        ended = case.above.since_ms if case.above else since
        return Standing(state="failed", verdict="unknown", since_ms=ended, ended_ms=ended, why=why)
    waited = look.now_ms - since
    if waited < QUEUED_AFTER_MS and case.origin == "plugin" and not launch.tries:
        return Standing(state="launching", verdict="unknown", since_ms=since)
    if case.origin == "omo-watch" and launch.claim == "running":
        return Standing(state="launching", verdict="unknown", since_ms=since)
    why = Verdict(cause="queued", evidence=f"no session yet · {age(waited)}")
    return Standing(state="queued", verdict="unknown", since_ms=since, why=why)


def _was_left(case: Case, now_ms: int) -> bool:
    """Tell whether the turn is over in which a task was to be launched."""
    above = case.above
    return above is not None and above.status == "idle" and now_ms - above.since_ms > SETTLE_MS


def _as_claimed(case: Case, state: TaskState) -> Standing:
    ended = case.local(case.launch.said_ms or case.launch.at_ms)
    return Standing(state=state, verdict="unknown", since_ms=ended, ended_ms=ended or None)
