"""How a run goes from a model that refuses to the next one: by the plugin, or by an operator."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.edge.demo import plots, prompts, turns
from omo_watch_core.edge.demo.beats import Amend, Beat, Cue, Pen, Revise
from omo_watch_core.edge.demo.lines import Line
from omo_watch_core.edge.demo.models import GEMINI, GPT, named, prompt_model
from omo_watch_core.edge.demo.nouns import Json, MessageTime, PromptModel, Toast, waiting
from omo_watch_core.edge.demo.past import OPERATOR
from omo_watch_core.edge.demo.sayings import (
    MessageUpdated,
    PartUpdated,
    SessionStatus,
    ToastShown,
)
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.turns import Turn
from omo_watch_core.edge.demo.world import World

REACTS_MS = 500


def falls_back(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Be refused; the plugin sends the same prompt to the next model, which refuses too."""
    turn = turns.turn_of(world, cue.session, script.models)
    pen = Pen(world, cue.session, now)
    if turn is None or not _is_refused(pen, script, turn):
        return ()
    turn = _rewritten(pen, turn, prompt_model(GPT.name))
    pen.rest(20)
    turns.ask_model(pen, turn)
    toast = Toast(
        title="Model Fallback",
        message=f"Switched to {turn.model.model_id} for next request",
        variant="warning",
    )
    pen.play(ToastShown(directory=turn.session.directory, toast=toast))
    limit = script.limits[named(turn.model)]
    pen.rest(100)
    turns.wait(pen, 1, limit.message, limit.wait_ms, prompts.TRY_AGAIN)
    return pen.written()


def is_moved(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Be refused; an operator moves the run to another model, and it goes on there."""
    turn = turns.turn_of(world, cue.session, script.models)
    pen = Pen(world, cue.session, now)
    if turn is None or not _is_refused(pen, script, turn):
        return ()
    turn = _marked(pen, script, turn, prompt_model(GEMINI.name))
    pen.rest(20)
    message = turns.ask_model(pen, turn)
    turns.step_start(pen, message)
    plots.run_tests(pen, message)
    again = Cue(line=plots.TESTS_AGAIN, session=cue.session)
    later = Beat(at_ms=pen.now + plots.TEST_MS, session=cue.session, moves=(again,))
    return (*pen.written(), later)


def _is_refused(pen: Pen, script: Script, turn: Turn) -> bool:
    """Wait for a model, until somebody takes the run away from it."""
    opened = pen.world.open_entry(pen.session)
    limit = script.limits.get(named(turn.model))
    if opened is None or limit is None:
        return False
    status = waiting(1, limit.message, pen.now + limit.wait_ms)
    pen.play(SessionStatus(session_id=pen.session, status=status))
    pen.rest(REACTS_MS)
    pen.play(Revise(session=pen.session, message=opened[0].id, complete=True))
    turns.idle(pen)
    pen.rest(30)
    return True


def _rewritten(pen: Pen, turn: Turn, model: PromptModel) -> Turn:
    """Say the same message again with another model, as the plugin does."""
    user = replace(turn.prompt, model=model, time=MessageTime(created=pen.now))
    pen.play(
        Amend(session=pen.session, changes=prompts.session_choice(user)),
        MessageUpdated(session_id=pen.session, info=user),
    )
    for entry in pen.world.history(pen.session):
        for part in entry.parts if entry.info.id == user.id else ():
            pen.play(PartUpdated(session_id=pen.session, part=part, time=pen.now))
    pen.play(Amend(session=pen.session, changes={}))
    return replace(turn, prompt=user)


def _marked(pen: Pen, script: Script, turn: Turn, model: PromptModel) -> Turn:
    """Prompt with one empty part that tells who did it, as omo-watch does."""
    mark: Json = {"action": "act_demo", "kind": "override", "at": pen.now, "by": OPERATOR}
    given = prompts.Prompt(
        parts=(
            prompts.PromptPart(text="", synthetic=True, ignored=True, metadata={"omo-watch": mark}),
        ),
        agent=turn.prompt.agent,
        model=model,
    )
    return replace(turn, prompt=prompts.store(pen, script, turn.session, given))


RELAY_LINES: dict[str, Line] = {"falls back": falls_back, "is moved": is_moved}
