"""The lines by which turns go on: they end, wait, and hear what became of sessions below."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET

from omo_watch_core.edge.demo import prompts, tools, turns
from omo_watch_core.edge.demo.aborts import CHILD_CANCELLED
from omo_watch_core.edge.demo.beats import Beat, Cue, Pen, Spend
from omo_watch_core.edge.demo.models import named
from omo_watch_core.edge.demo.nouns import Assistant, Entry, Fault, Part, User
from omo_watch_core.edge.demo.prompts import TRY_AGAIN
from omo_watch_core.edge.demo.script import MOST_TRIES, Script
from omo_watch_core.edge.demo.turns import CHILD_RESTS, REST
from omo_watch_core.edge.demo.world import World

Line = Callable[[Script, World, Cue, int], tuple[Beat, ...]]
"""Gives what follows a cue, from how things stand at its moment."""


def rest(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """End a turn, or go on with what was asked meanwhile."""
    history = world.history(cue.session)
    answers = [entry.info for entry in history if isinstance(entry.info, Assistant)]
    asked = _asked(history, answers[-1].parent_id) if answers else None
    if asked is None:
        return ()
    spent = Spend(session=cue.session, tokens=answers[-1].tokens, cost=answers[-1].cost)
    pen = Pen(world, cue.session, now)
    queued = history[-1]
    if isinstance(queued.info, User):
        turn = turns.turn_of(world, cue.session, script.models, queued.info)
        if turn:
            pen.play(spent)
            prompts.ask(pen, script, turn, _text(queued), first=False)
        return pen.written()
    turn = turns.turn_of(world, cue.session, script.models, asked)
    if turn:
        turns.settle(pen, turn, spent)
    return pen.written()


def try_again(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Ask once more after a wait: it answers, refuses again, or has refused too often."""
    opened = world.open_entry(cue.session)
    turn = turns.turn_of(world, cue.session, script.models)
    if opened is None or turn is None:
        return ()
    pen = Pen(world, cue.session, now)
    pen.play(*turns.busy(pen))
    pen.rest(400)
    limit = script.limits.get(named(turn.model))
    if limit is None or limit.lifts:
        said = prompts.answer_to(opened[0].id)
        turns.step_start(pen, opened[0].id)
        turns.talk(pen, opened[0].id, said, turns.PACE_MS)
        turns.finish(pen, turn, opened[0].id, len(said.split()))
        turns.end_turn(pen)
    elif cue.number < MOST_TRIES:
        turns.wait(pen, cue.number + 1, limit.message, limit.wait_ms, TRY_AGAIN)
    else:
        turns.fail(pen, opened[0].id, _worn_out(limit.message))
    return pen.written()


def child_rests(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Give a parent the result of a session below it."""
    return _tell_parent(script, world, cue, now, cancelled=False)


def child_cancelled(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Tell a parent that somebody stopped a session below it: its call fails, it goes on."""
    return _tell_parent(script, world, cue, now, cancelled=True)


def _tell_parent(
    script: Script, world: World, cue: Cue, now: int, *, cancelled: bool
) -> tuple[Beat, ...]:
    parent = world.sessions[cue.session].parent_id
    opened = world.open_entry(parent) if parent is not UNSET else None
    if parent is UNSET or opened is None:
        return ()
    running = [part for part in opened[1] if tools.is_running(part)]
    mine = next((part for part in running if _child(part) == cue.session), None)
    turn = turns.turn_of(world, parent, script.models)
    if mine is None or turn is None:
        return ()
    pen = Pen(world, parent, now)
    if cancelled:
        tools.fail(pen, mine, tools.CANCELLED)
    else:
        told = f'<task id="{cue.session}" state="completed">\n</task>'
        tools.complete(pen, mine, told, _title(mine))
    if len(running) == 1:
        pen.rest(30)
        turns.go_on(pen, turn, opened[0].id, prompts.answer_to(opened[0].id))
    return pen.written()


def _asked(history: tuple[Entry, ...], name: str) -> User | None:
    users = (entry.info for entry in history if isinstance(entry.info, User))
    return next((info for info in users if info.id == name), None)


def _text(entry: Entry) -> str:
    return " ".join(part.text for part in entry.parts if part.text is not UNSET)


def _child(part: Part) -> object:
    if part.state is UNSET or part.state.metadata is UNSET:
        return None
    return part.state.metadata.get("sessionId")


def _title(part: Part) -> str:
    return str(part.state.title) if part.state is not UNSET else ""


def _worn_out(message: str) -> Fault:
    return Fault(name="APIError", data={"message": message, "statusCode": 429, "isRetryable": True})


TURN_LINES: dict[str, Line] = {
    REST: rest,
    TRY_AGAIN: try_again,
    CHILD_RESTS: child_rests,
    CHILD_CANCELLED: child_cancelled,
}
