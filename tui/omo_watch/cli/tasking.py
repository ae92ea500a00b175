"""What `omo-watch task new` does: launch, perhaps wait, and tell what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from omo_watch.cli import options
from omo_watch.cli.acting import LONGEST_S, is_ready, settings_to_act, state_to_act
from omo_watch.cli.failing import TIMED_OUT, CommandError, print_json
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.show import find_session
from omo_watch.keeping import keeper_of
from omo_watch_core.actions.action import Action
from omo_watch_core.actions.task.nouns import TaskAction
from omo_watch_core.commands import NewTask
from omo_watch_core.model import ModelRef
from omo_watch_core.state import State
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.run.queue import lane_key, lanes_of
from omo_watch_core.tasks.run.tending import is_run_here

if TYPE_CHECKING:
    from omo_watch.cli.reach import Reach

ACHIEVED = frozenset({"launched", "queued"})
END_S = 24 * 3600.0
"""How long a task may take that is waited for."""
ALONE = "a screen or `omo-watch guard` here goes on with it; --wait stays for its end"


@dataclass(frozen=True, slots=True)
class Order:
    """Hold what is to be done."""

    parent: str
    prompt: str
    agent: str
    model: ModelRef | None
    category: str
    description: str


@dataclass(frozen=True, slots=True)
class Launched:
    """Hold what became of it."""

    state: State
    action: Action
    own: OwnTask | None
    waited: bool

    @property
    def ok(self) -> bool:
        """Tell whether it runs or waits; of one that was waited for, whether it is completed."""
        if self.waited and self.own is not None and self.own.task.is_over:
            return self.own.task.status == "completed"
        return self.action.result in ACHIEVED


def launch(order: Order, reach: Reach, *, wait: bool) -> Launched:
    """Launch a task; with `wait` stay until it has ended. Raises CommandError."""
    return asyncio.run(_launch(order, reach, wait=wait))


async def _launch(order: Order, reach: Reach, *, wait: bool) -> Launched:
    from omo_watch.cli.watching import nonce, require_one, watching

    settings = settings_to_act(reach)
    addresses = options.addresses_of((), reach.servers, settings)
    blank = replace(
        state_to_act(addresses, settings), runs_tasks=True, limits=settings.tasks.as_limits()
    )
    async with watching(addresses, blank, keeper=keeper_of("assist")) as view:
        await view.until(is_ready, reach.timeout)
        require_one(view.state)
        server, session = find_session(view.state, order.parent)
        name = view.loop.submit(NewTask(
            nonce=nonce(), server=server, session=session, agent=order.agent, prompt=order.prompt,
            description=order.description, target=order.model, category=order.category,
        ))  # fmt: skip
        if not await view.until(lambda state: state.actions[name].result is not None, LONGEST_S):
            raise CommandError("the server did not answer in time", code=TIMED_OUT)
        action = view.state.actions[name]
        assert isinstance(action, TaskAction)
        if wait and action.result != "refused":
            click.echo(f"omo-watch: {action.evidence}; waiting for its end", err=True)
            await view.until(lambda state: state.journal.tasks[action.task].is_over, END_S)
        own = view.state.journal.tasks.get(action.task)
        if own is not None and not own.is_over and is_run_here(view.state, own.place):
            click.echo(f"omo-watch: {ALONE}", err=True)
        return Launched(view.state, action, own, waited=wait)


def report(launched: Launched, as_json: bool) -> bool:
    """Say what became of it; tell whether that is what was wanted."""
    if as_json:
        print_json(_document(launched))
    elif launched.waited and launched.own is not None and launched.own.task.is_over:
        task = launched.own.task
        click.echo(f"{task.status}: {task.id}{f' {task.error}' if task.error else ''}")
    else:
        tell(launched.action)
    return launched.ok


def _document(launched: Launched) -> dict[str, object]:
    own, action = launched.own, launched.action
    document: dict[str, object] = {
        "ok": launched.ok,
        "result": action.result,
        "task": own.id if own else None,
        "parent": action.session,
        "session": own.task.session if own else None,
        "evidence": action.evidence,
    }
    if own is not None:
        document |= {
            "model": own.task.model.name if own.task.model else None,
            "lane": lane_key(launched.state, own),
            "place": _place(launched.state, own),
            "status": "interrupted" if own.task.status == "interrupt" else own.task.status,
            "attempt": max(len(own.task.attempts), 1),
            "task_error": own.task.error,
            "told": own.is_told,
        }
    return document | way_out(action, ok=launched.ok)


def _place(state: State, own: OwnTask) -> int | None:
    lane = lanes_of(state, state.journal.tasks.values(), own.place).get(lane_key(state, own))
    waiting = lane.waiting if lane else ()
    return waiting.index(own.id) + 1 if own.id in waiting else None
