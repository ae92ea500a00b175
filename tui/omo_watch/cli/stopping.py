"""What `omo-watch cancel` does: find each session, ask, wait for all, tell of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import click

from omo_watch.cli import options
from omo_watch.cli.acting import (
    LONGEST_S,
    is_ready,
    see_handed,
    settings_to_act,
    state_to_act,
    warn,
)
from omo_watch.cli.failing import TIMED_OUT, CommandError, print_json
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach
from omo_watch.cli.show import find_session
from omo_watch.cli.tasked import IDS, cancel_own, find_task, target_of
from omo_watch.keeping import keeper_of
from omo_watch.settings import Settings
from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.actions.cancel.stop_all import LONGEST_MS
from omo_watch_core.commands import Cancel, Command, Delete, Rescue, StopAll, Strength, Way
from omo_watch_core.edge.address import Address
from omo_watch_core.family import descendants
from omo_watch_core.model import ModelRef
from omo_watch_core.state import SessionKey, State

ACHIEVED = frozenset({"stopped", "sent", "proved", "deleted", "given up"})


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold how to stop."""

    strength: Strength
    way: Way | None
    model: ModelRef | None
    text: str | None
    yes: bool
    chooses: bool
    """Nobody named a strength or a way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what became of one of the names that were given."""

    name: str
    state: State | None = None
    action: Action | None = None
    covered: bool = False
    """It stopped, or not, with one above it that was named too."""
    error: str = ""
    hint: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether it has stopped."""
        if self.action is None or self.action.result not in ACHIEVED:
            return False
        return not self.covered or self.action.result in ("stopped", "deleted")


def stop(names: Sequence[str], reach: Reach, wish: Wish) -> list[Outcome]:
    """Stop all that are named; raises CommandError where one alone cannot be found."""
    settings, wanted = settings_to_act(reach), tuple(dict.fromkeys(names))
    addresses = options.addresses_of((), reach.servers, settings)
    return asyncio.run(_stop(addresses, settings, wanted, reach.timeout, wish))


async def _stop(
    addresses: tuple[Address, ...],
    settings: Settings,
    names: Sequence[str],
    timeout: float,
    wish: Wish,
) -> list[Outcome]:
    from omo_watch.cli.watching import nonce, require_one, watching

    blank, keeper = state_to_act(addresses, settings), keeper_of("assist")
    async with watching(addresses, blank, keeper=keeper) as view:
        await view.until(is_ready, timeout)
        require_one(view.state)
        alone = len(names) == 1
        found = {name: _found(view.state, name, wish.way, alone=alone) for name in names}
        keys = {name: key for name, key in found.items() if not isinstance(key, CommandError)}
        first: dict[SessionKey, str] = {}
        for name, key in keys.items():
            first.setdefault(key, name)
        keys = {name: key for key, name in first.items()}
        above = _above(view.state, keys, wish)
        for key in first:
            if key[1] in view.state.servers[key[0]].sessions:
                warn(view.state, key)
        batch = nonce() if len(names) > 1 else ""
        given = {
            name: view.loop.submit(
                cancel_own(view.state, key, nonce(), batch) or _command(wish, key, nonce(), batch)
            )
            for name, key in keys.items()
            if name not in above
        }
        longest = LONGEST_MS / 1_000 if wish.way == "stop-all" else LONGEST_S
        ids = tuple(given.values())
        if not await view.until(lambda state: _all_ended(state, ids), longest):
            raise CommandError("the server did not answer in time", code=TIMED_OUT)
        for action in ids:
            await see_handed(view, action)
        return [_outcome(view.state, name, found[name], given, above, first) for name in names]


def _all_ended(state: State, ids: Sequence[str]) -> bool:
    return all(state.actions[name].result is not None for name in ids)


def _found(state: State, name: str, way: Way | None, *, alone: bool) -> SessionKey | CommandError:
    """Find what a name means; raises CommandError where nothing else was named."""
    try:
        if name.startswith(IDS):
            return target_of(state, find_task(state, name), way)
        return find_session(state, name)
    except CommandError as error:
        if alone:
            raise
        return error


def _above(state: State, keys: dict[str, SessionKey], wish: Wish) -> dict[str, str]:
    """Say which of those that are named stop with which other one, so that none stops twice."""
    if wish.way != "delete" and (wish.way is not None or wish.strength != "tree"):
        return {}
    below: dict[str, str] = {}
    for name, (server, session) in keys.items():
        under = set(descendants(state.servers[server], session))
        for other, key in keys.items():
            if key[0] == server and key[1] in under and name not in below:
                below[other] = name
    return {name: _topmost(below, name) for name in below}


def _topmost(below: dict[str, str], name: str) -> str:
    while name in below:
        name = below[name]
    return name


def _command(wish: Wish, key: SessionKey, nonce: str, batch: str) -> Command:
    server, session = key
    match wish.way:
        case "rescue":
            return Rescue(
                nonce=nonce, server=server, session=session, batch=batch,
                target=wish.model, text=wish.text,
            )  # fmt: skip
        case "stop-all":
            return StopAll(
                nonce=nonce, server=server, session=session, batch=batch, confirmed=wish.yes
            )
        case "delete":
            return Delete(
                nonce=nonce, server=server, session=session, batch=batch, confirmed=wish.yes
            )
        case _:
            return Cancel(
                nonce=nonce, server=server, session=session, batch=batch, text=wish.text,
                strength=wish.strength, confirmed=wish.yes, chooses=wish.chooses,
            )  # fmt: skip


def _outcome(
    state: State,
    name: str,
    found: SessionKey | CommandError,
    given: dict[str, str],
    above: dict[str, str],
    first: dict[SessionKey, str],
) -> Outcome:
    """Tell what became of a name; a session that was named twice was stopped once."""
    if isinstance(found, CommandError):
        return Outcome(name, error=found.message, hint=found.hint)
    asked = first[found]
    action = state.actions[given[above.get(asked, asked)]]
    return Outcome(found[1], state, action, covered=asked in above)


def report(outcomes: Sequence[Outcome], as_json: bool) -> bool:
    """Tell of each, and whether all have stopped."""
    ok = all(outcome.ok for outcome in outcomes)
    if not as_json:
        for outcome in outcomes:
            _tell(outcome, alone=len(outcomes) == 1)
    elif len(outcomes) == 1:
        print_json(_document(outcomes[0]))
    else:
        results = [{"id": outcome.name, **_document(outcome)} for outcome in outcomes]
        print_json({"ok": ok, "results": results})
    return ok


def _tell(outcome: Outcome, *, alone: bool) -> None:
    before = "" if alone else f"{outcome.name}  "
    action = outcome.action
    if action is None:
        click.echo(f"{before}refused: {outcome.error}")
        if outcome.hint:
            click.echo(f"  {outcome.hint}")
    elif outcome.covered:
        click.echo(f"{before}{action.result}: with {action.title}")
    else:
        aborts = _aborts(action.aborts) if isinstance(action, CancelAction) else ""
        tell(action, aborts, before)


def _document(outcome: Outcome) -> dict[str, object]:
    action, state = outcome.action, outcome.state
    if action is None or state is None:
        return {"ok": False, "result": "refused", "error": outcome.error, "hint": outcome.hint}
    document: dict[str, object] = {"ok": outcome.ok, "result": action.result}
    if isinstance(action, CancelAction):
        document |= _of_stop(state, action)
    elif isinstance(action, OverrideAction):
        document |= _of_rescue(action)
    document |= {"evidence": action.evidence}
    return document | way_out(action, ok=outcome.ok)


def _of_stop(state: State, action: CancelAction) -> dict[str, object]:
    sessions = state.servers[action.server].sessions
    alive = [t for t in action.targets if t in sessions and sessions[t].status != "idle"]
    stopped = action.result in ("stopped", "deleted", "given up")
    return {
        "stopped": [t for t in action.targets if t not in alive] if stopped else [],
        "still_alive": alive,
        "came_back": list(action.came_back),
        "aborts": action.aborts,
        **({"way": action.way} if action.task or action.way != "abort" else {}),
    }


def _of_rescue(action: OverrideAction) -> dict[str, object]:
    return {
        "way": "rescue",
        "stopped": [],
        "still_alive": [],
        "came_back": [],
        "aborts": int(action.aborted),
        "from": action.source.name if action.source else None,
        "to": action.target.name or None,
        "message": action.message or None,
    }


def _aborts(count: int) -> str:
    return f"{count} abort" if count == 1 else f"{count} aborts"
