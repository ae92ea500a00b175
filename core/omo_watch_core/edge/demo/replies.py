"""What an answer to a permission or a question does: the tool ends, and mostly the run goes on."""

from __future__ import annotations

from msgspec import UNSET

from omo_watch_core.edge.demo import tools, turns
from omo_watch_core.edge.demo.beats import Pen
from omo_watch_core.edge.demo.models import Model
from omo_watch_core.edge.demo.nouns import Part, Permission, Question
from omo_watch_core.edge.demo.prompts import answer_to
from omo_watch_core.edge.demo.sayings import (
    PermissionReplied,
    QuestionRejected,
    QuestionReplied,
)
from omo_watch_core.edge.demo.script import Reaction
from omo_watch_core.edge.demo.turns import Turn
from omo_watch_core.edge.demo.world import World

REFUSED = "The user rejected permission to use this specific tool call"
DISMISSED = "The user dismissed this question"


def permit(
    world: World, ask: Permission, models: tuple[Model, ...], reply: str, words: str, now: int
) -> Reaction:
    """React to `once`, `always` or `reject`; words with a refusal let the run go on."""
    pen = Pen(world, ask.session_id, now)
    pen.play(PermissionReplied(session_id=ask.session_id, request_id=ask.id, reply=reply))
    part = _call(world, ask)
    turn = turns.turn_of(world, ask.session_id, models)
    if part is None or part.state is UNSET or turn is None:
        return Reaction(beats=pen.written())
    if reply == "reject":
        feedback = f" with the following feedback: {words}" if words else "."
        tools.fail(pen, part, REFUSED + feedback)
        _go_on(pen, turn, part.message_id, stops=not words)
        return Reaction(beats=pen.written())
    command = str(part.state.input.get("command", ""))
    running = tools.run(pen, part, part.state.input, metadata={"output": ""})
    pen.rest(900)
    tools.complete(pen, running, "(no output)", command)
    _go_on(pen, turn, part.message_id)
    return Reaction(beats=pen.written())


def reply(
    world: World,
    ask: Question,
    models: tuple[Model, ...],
    answers: list[list[str]] | None,
    now: int,
) -> Reaction:
    """React to the answers of a question; None means that nobody wants to answer it."""
    pen = Pen(world, ask.session_id, now)
    if answers is None:
        pen.play(QuestionRejected(session_id=ask.session_id, request_id=ask.id))
    else:
        said = QuestionReplied(session_id=ask.session_id, request_id=ask.id, answers=answers)
        pen.play(said)
    part = _call(world, ask)
    turn = turns.turn_of(world, ask.session_id, models)
    if part is None or turn is None:
        return Reaction(beats=pen.written())
    if answers is None:
        tools.fail(pen, part, DISMISSED)
    else:
        chosen = "; ".join(", ".join(labels) for labels in answers)
        output = f"User has answered your questions: {chosen}"
        tools.complete(pen, part, output, "Asked 1 question")
    _go_on(pen, turn, part.message_id, stops=answers is None)
    return Reaction(beats=pen.written())


def _call(world: World, ask: Permission | Question) -> Part | None:
    """Give the call that waits; None where its session was stopped meanwhile."""
    opened = world.open_entry(ask.session_id)
    if opened is None or world.status(ask.session_id).kind != "busy":
        return None
    return next((part for part in opened[1] if part.call_id == ask.tool.call_id), None)


def _go_on(pen: Pen, turn: Turn, message: str, *, stops: bool = False) -> None:
    pen.rest(30)
    if stops:
        spent = turns.finish(pen, turn, message, 20, "tool-calls")
        turns.settle(pen, turn, spent, busy=False)
    else:
        turns.go_on(pen, turn, message, answer_to(message))
