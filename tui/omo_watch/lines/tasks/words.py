"""What is claimed of a task, what is seen of it, and what that means: one sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from omo_watch.lines.moments import time_of_day
from omo_watch.lines.tasks.why import stopper, what_is_asked
from omo_watch_core.clock import MINUTE, age, countdown, when
from omo_watch_core.state import Session, State
from omo_watch_core.tasks.derive.row import LaneRow, Origin, TaskRow
from omo_watch_core.tasks.prune import OPEN_FOR_MS

RUNNER: dict[Origin, str] = {
    "plugin": "the plugin",
    "server": "the server",
    "omo-watch": "omo-watch",
}
LONG_SILENCE_MS = MINUTE


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Hold what the detail shows of one task."""

    task: TaskRow
    now_ms: int
    owner: str = ""
    """Who looks."""
    lane: LaneRow | None = None
    session: Session | None = None
    """Its newest session, where it is there."""
    told: bool | None = None
    """Whether its parent was told of its end, where we are to tell it; None is not ours."""


def task_facts(state: State, task: TaskRow, lane: LaneRow | None) -> TaskFacts:
    """Gather what the detail shows."""
    session = state.session((task.server, task.session)) if task.session else None
    own = state.journal.tasks.get(task.id) if task.origin == "omo-watch" else None
    told = own.is_told if own else None
    return TaskFacts(task, state.now_ms, state.owner, lane, session, told)


def claim_words(facts: TaskFacts) -> str:
    """Say who says what of it, and since when."""
    task = facts.task
    who = RUNNER[task.origin]
    if task.claim is None:
        return f"{who} has said nothing of it yet"
    at = time_of_day(task.claimed_ms) if task.claimed_ms else ""
    if task.claim in ("pending", "running"):
        return f"{who} says {task.claim}{f', since {at}' if at else ''}{_counted(task)}"
    return f"{who} said {task.claim}{f' at {at}' if at else ''}"


def _counted(task: TaskRow) -> str:
    """Say how many tasks of the parent the plugin's own count has."""
    if not task.counted:
        return ""
    many = "1 task" if task.counted == 1 else f"{task.counted} tasks"
    return f"; it counts {many} of its parent as open"


def fact_words(facts: TaskFacts) -> str:
    """Say what is seen of its session."""
    task = facts.task
    if task.session is None:
        return "it has no session yet" if not task.is_finished else "it never had a session"
    match task.state:
        case "waiting":
            kind = what_is_asked(task)
            asks = {"question": "asks a question", "permission": "asks for a permission"}
            return f"its session {asks.get(kind, 'waits for a person')}{_since(task)}"
        case "retry":
            return f"its session waits for a limit{_again(facts)}"
        case "stuck":
            return _stuck(facts)
        case "running" | "launching" | "queued":
            return _at_work(facts)
        case _:
            return _ended(facts)


def effect_words(facts: TaskFacts) -> str:
    """Say what that means for its slot, and for who waits for it."""
    task = facts.task
    if task.is_finished:
        return _after(facts)
    if task.state in ("queued", "launching"):
        return _before(facts)
    if task.state == "waiting":
        return f"{_slot(facts)} until somebody answers"
    if task.state == "stuck":
        return _held_up(facts)
    if task.state == "retry":
        return f"{_slot(facts)} while it waits"
    return f"{_slot(facts)} while it runs; its parent is told at its end"


def _stuck(facts: TaskFacts) -> str:
    task, session = facts.task, facts.session
    if session is not None and session.status == "idle":
        ended = _end_of(facts)
        at = f" at {time_of_day(ended)}" if ended else ""
        how = f"with an error: {task.error}" if task.error else "without an answer"
        return f"its session ended{at} {how}"
    silence = f" for {age(task.silent_ms)}" if task.silent_ms else ""
    cause = task.why.cause if task.why else ""
    if cause == "looping" and task.why:
        return f"its session does the same over and over: {task.why.evidence}"
    return f"its session shows no sign of work{silence}"


def _end_of(facts: TaskFacts) -> int | None:
    """Give when its session came to rest."""
    session = facts.session
    if session is None or session.status != "idle":
        return facts.task.ended_ms
    return facts.task.ended_ms or session.ended_ms or session.since_ms or None


def _at_work(facts: TaskFacts) -> str:
    silent = facts.task.silent_ms
    if silent is None:
        return "its session is there, and nothing runs in it"
    if silent < LONG_SILENCE_MS:
        return "its session works"
    return f"its session works, its last sign of that is {age(silent)} old"


def _ended(facts: TaskFacts) -> str:
    task = facts.task
    at = f" at {time_of_day(task.ended_ms)}" if task.ended_ms else ""
    if task.verdict == "deleted":
        return f"its session was deleted{at}"
    by = f" by {stopper(task, facts.owner)}" if task.stopped_by else ""
    if task.verdict == "aborted" or task.state == "aborted":
        return f"its session was stopped{by}{at}"
    if task.verdict == "failed":
        how = f"with an error: {task.error}" if task.error else "without an answer"
        return f"its session ended{at} {how}"
    if task.verdict == "ok":
        return f"its session ended{at} with an answer"
    return f"what its session did is not known{by}"


def _before(facts: TaskFacts) -> str:
    task, lane = facts.task, facts.lane
    name = task.lane or (lane.key if lane else "")
    if lane and lane.paused:
        return f"it does not start while {name} is paused; P lets it go on"
    if task.state == "launching":
        return "its runner is starting it"
    where = f" of {name}" if name else ""
    if task.place is None or task.place == 1:
        return f"it takes the next free slot{where}"
    before = task.place - 1
    many = "1 task is" if before == 1 else f"{before} tasks are"
    return f"it waits for a slot{where}; {many} before it"


def _held_up(facts: TaskFacts) -> str:
    task = facts.task
    if task.origin != "plugin" or task.claim != "running":
        return _slot(facts) + " until somebody stops or moves it"
    ended = _end_of(facts)
    if ended is None:
        return _slot(facts) + " until the plugin gives up; m rescues it"
    gives_up = ended + OPEN_FOR_MS
    if gives_up <= facts.now_ms:
        return "the plugin should have given it up by now; m rescues it"
    return f"{_slot(facts)} until the plugin gives up, {when(gives_up, facts.now_ms)}; m rescues it"


def _after(facts: TaskFacts) -> str:
    task, parent = facts.task, "its parent"
    if task.claim in ("pending", "running"):
        return f"{RUNNER[task.origin]} still counts it, and {parent} was not told"
    if task.claim is None:
        return f"{parent} was not told of its end"
    if facts.told is not None:
        return f"{parent} {'was told' if facts.told else 'is yet to be told'}; its slot is free"
    if task.claim == "cancelled":
        return "its slot is free"
    if task.differs:
        return f"{parent} was told that it is {task.claim}, which it is not; its slot is free"
    return f"{parent} was told; its slot is free"


def _slot(facts: TaskFacts) -> str:
    name = facts.task.lane or (facts.lane.key if facts.lane else "")
    return f"its slot on {name.rpartition('/')[2]} stays taken" if name else "its slot stays taken"


def _since(task: TaskRow) -> str:
    return f", since {time_of_day(task.since_ms)}" if task.since_ms else ""


def _again(facts: TaskFacts) -> str:
    task = facts.task
    of = f" of {task.model.model}" if task.model else ""
    if task.due_ms is None:
        return of
    left = countdown(task.due_ms - facts.now_ms)
    return f"{of}, tries again in {left}" if left[0].isdigit() else f"{of}, and is due"
