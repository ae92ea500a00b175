"""What a person asked for, made complete: the model, the chain and the title of a new task."""

from __future__ import annotations

import hashlib
from typing import Any

from msgspec.structs import replace

from omo_watch_core.actions.knowing import model_fault
from omo_watch_core.actions.moves import Move, end, enter
from omo_watch_core.actions.task.nouns import LaneAction, TaskAction
from omo_watch_core.commands import CancelTask, MoveUp, NewTask, SetLane
from omo_watch_core.fallback.chains import chain_for, primary_of
from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.models import is_held
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import ModelRef
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.chain import chains_of
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session, State
from omo_watch_core.tasks.own import LaneSetting
from omo_watch_core.tasks.record import Entry

MAX_DEPTH = 3
"""How deep below the topmost session a task may lie (background-tasks 10)."""
LONGEST = 60
"""How many letters of a prompt make a description."""
OF_CATEGORY = "Sisyphus-Junior"
"""The plugin's agent of tasks that name a category alone."""
_AROUND = " \t\n\"'`/\\"


def blank_new(command: NewTask, common: dict[str, Any]) -> TaskAction:
    """Make the action of a new task."""
    return TaskAction(
        **common,
        wants="new",
        task=task_id(command.nonce),
        agent=command.agent.strip(_AROUND),
        prompt=command.prompt.strip(),
        description=command.description.strip() or _described(command.prompt),
        target=command.target,
        category=command.category.strip(),
    )


def begin_new(
    state: State, action: TaskAction, server: Server, parent: Session
) -> Move[TaskAction]:
    """Refuse what cannot run, else know its model and its chain."""
    if not action.agent and action.category and plugin_in(server, parent.info.directory):
        action = replace(action, agent=OF_CATEGORY)
    if action.target is None:
        target = first_model(state, server, parent, action.agent, action.category)
        action = replace(action, target=target)
    fault = _fault(action, server, parent)
    if fault:
        return end(action, "refused", action.started_ms, f"{fault} Nothing was sent.")
    action = replace(action, chain=_chain(state, action, server, parent))
    return enter(action, "waiting", action.started_ms)


def blank_cancel(command: CancelTask, common: dict[str, Any]) -> TaskAction:
    """Make the action that stops a task."""
    return TaskAction(**common, wants="cancel", task=command.task)


def blank_up(command: MoveUp, common: dict[str, Any]) -> TaskAction:
    """Make the action that lets a task start next."""
    return TaskAction(**common, wants="up", task=command.task)


def begin_up(
    state: State, action: TaskAction, server: Server, parent: Session | None
) -> Move[TaskAction]:
    """Refuse it for what does not wait."""
    own = state.journal.tasks.get(action.task)
    now = action.started_ms
    if own is None:
        return end(action, "refused", now, f"There is no task `{action.task}` of ours.")
    action = replace(action, title=own.task.title)
    if own.task.status != "pending" or own.task.lane is not None:
        return end(action, "refused", now, f"{own.task.title} waits in no lane")
    return end(action, "changed", now, f"{own.task.title} starts next in its lane")


def blank_lane(command: SetLane, common: dict[str, Any]) -> LaneAction:
    """Make the action that changes a lane."""
    common = {**common, "title": command.lane}
    return LaneAction(**common, lane=command.lane, width=command.width, paused=command.paused)


def begin_lane(
    state: State, action: LaneAction, server: Server, nobody: Session | None
) -> Move[LaneAction]:
    """Say what the lane is from now on."""
    now, width = action.started_ms, action.width
    if width is not None and width < 0:
        return end(action, "refused", now, "A lane has 0 slots (any number) or more.")
    if action.paused is not None:
        said = "starts nothing new" if action.paused else "goes on"
    else:
        said = f"runs {width or 'any number of'} {'task' if width == 1 else 'tasks'} at once"
    return end(action, "changed", now, f"{action.lane} {said}")


def lane_setting(state: State, action: LaneAction, server: Server) -> LaneSetting:
    """Give what is set of a lane once an action has changed it."""
    place = place_of(server.url)
    known = state.journal.lanes.get((place, action.lane))
    known = known or LaneSetting(place=place, key=action.lane, owner="", changed_ms=0)
    return replace(
        known,
        owner=state.owner,
        changed_ms=max(state.now_ms, known.changed_ms + 1),
        width=known.width if action.width is None else action.width,
        paused=known.paused if action.paused is None else action.paused,
    )


def task_id(nonce: str) -> str:
    """Name a task as the plugin names its own."""
    return f"bg_{hashlib.sha256(nonce.encode()).hexdigest()[:8]}"


def _described(prompt: str) -> str:
    first = prompt.strip().partition("\n")[0]
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rstrip()}…"


def first_model(
    state: State, server: Server, parent: Session, agent: str, category: str
) -> ModelRef | None:
    """Give the model of the category, the agent, their chain or the parent that nobody holds."""
    chains = chains_of(state, server, parent.info.directory)
    named = (
        primary_of(chains, None, category) if category else None,
        primary_of(chains, agent),
    )
    firsts = [ref for name in named if name and (ref := parse(name)) is not None]
    asked = firsts[0] if firsts else answering(parent)
    if asked is None or not is_held(state.journal, asked.name):
        return asked
    chain = chain_for(chains, "", agent, category or None)
    rungs = (ref for name in chain if (ref := parse(name)) is not None)
    return next((ref for ref in rungs if not is_held(state.journal, ref.name)), None)


def _chain(state: State, action: TaskAction, server: Server, parent: Session) -> tuple[Entry, ...]:
    chains = chains_of(state, server, parent.info.directory)
    names = chain_for(chains, "", action.agent, action.category or None)
    refs = [ref for name in names if (ref := parse(name)) is not None]
    return tuple(
        Entry(providers=(ref.provider,), model=ref.model, variant=ref.variant) for ref in refs
    )


def _fault(action: TaskAction, server: Server, parent: Session) -> str | None:
    if not action.prompt:
        return "A task needs a prompt."
    if not action.agent:
        return "A task needs an agent."
    depth = _depth(server, parent)
    if depth > MAX_DEPTH:
        return f"{parent.info.title} lies {depth - 1} deep: no task is begun below it."
    if action.target is None:
        return "No model is known for it: name one."
    return model_fault(server, action.target) if server.models else None


def _depth(server: Server, parent: Session) -> int:
    """Count a task's ancestors."""
    seen = [parent.id]
    while (above := server.sessions.get(seen[-1])) is not None:
        if above.info.parent is None or above.info.parent in seen:
            break
        seen.append(above.info.parent)
    return len(seen)
