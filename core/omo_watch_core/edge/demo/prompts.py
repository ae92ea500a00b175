"""What a prompt does: it is stored, and unless the session is at work, a model is asked."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from omo_watch_core.edge.demo import errand, tools, turns
from omo_watch_core.edge.demo.beats import Amend, Beat, Move, Pen
from omo_watch_core.edge.demo.models import named, prompt_model
from omo_watch_core.edge.demo.nouns import (
    Assistant,
    Fault,
    Json,
    MessageTime,
    Part,
    PromptModel,
    Session,
    SessionModel,
    User,
)
from omo_watch_core.edge.demo.sayings import MessageUpdated, PartUpdated, SessionError
from omo_watch_core.edge.demo.script import Reaction, Script
from omo_watch_core.edge.demo.turns import Turn
from omo_watch_core.edge.demo.words import ANSWERS, QUERY
from omo_watch_core.edge.demo.world import World
from omo_watch_core.value import Value

NEW = "New session - "
TITLE_WORDS = 6
SLOW_MS = 1_000
TRY_AGAIN = "try again"
"""The line by which a session that waited asks its model once more."""


class PromptPart(Value):
    """Hold one text of a prompt."""

    text: str
    id: str | None = None
    synthetic: bool | UnsetType = UNSET
    ignored: bool | UnsetType = UNSET
    metadata: Json | UnsetType = UNSET


class Prompt(Value):
    """Hold the body of a prompt."""

    parts: tuple[PromptPart, ...]
    message: str | None = None
    agent: str | None = None
    model: PromptModel | None = None
    variant: str | None = None
    no_reply: bool = False
    system: str | UnsetType = UNSET
    tools: Json | UnsetType = UNSET
    says: str = ""
    """What the story lets the model answer."""


def prompt(
    script: Script,
    world: World,
    session: Session,
    given: Prompt,
    now: int,
    pending: Sequence[Beat] = (),
) -> Reaction:
    """React to a prompt; `pending` are the session's beats to come."""
    pen = Pen(world, session.id, now)
    if given.agent and not script.agent(given.agent):
        _refuse_agent(pen, script, given.agent)
        return Reaction(beats=pen.written())
    user = store(pen, script, session, given)
    turn = Turn(
        session=session,
        prompt=user,
        models=script.models,
        context=turns.context_of(world, session.id),
    )
    if not (given.no_reply or _is_taken(world, session.id, user.id, pending)):
        pen.rest(15)
        text = " ".join(part.text for part in given.parts)
        ask(pen, script, turn, text, says=given.says)
    return Reaction(beats=pen.written())


def ask(
    pen: Pen, script: Script, turn: Turn, text: str, *, first: bool = True, says: str = ""
) -> None:
    """Ask the model of a turn; what a person wrote may tell it what to do.

    `says` is what it answers; without it, that follows from the id of the prompt.
    """
    model = named(turn.model)
    limit = script.limits.get(model)
    if not script.knows(model):
        _refuse_model(pen, model)
        return
    message = turns.ask_model(pen, turn, first=first)
    if turn.session.title.startswith(NEW):
        pen.play(Amend(session=pen.session, changes={"title": _title(text)}))
    if limit:
        turns.wait(pen, 1, limit.message, limit.wait_ms, TRY_AGAIN)
        return
    _perform(pen, turn, message, text, says or answer_to(turn.prompt.id))


def _perform(pen: Pen, turn: Turn, message: str, text: str, says: str) -> None:
    """Answer, or do what the text asks for: a permission, a question, a failure, slow words.

    What hangs never says anything; a new session below another one has an errand to run.
    """
    words = {word.strip(".,:;?!\"'").lower() for word in text.split()}
    if "fail" in words:
        turns.fail(pen, message, KEY_FAULT)
        return
    if "hang" in words:
        return
    turns.step_start(pen, message)
    if "permission" in words and tools.needs_leave(pen, NOTES):
        tools.ask_leave(pen, message, NOTES)
    elif "permission" in words:
        tools.use(pen, message, "bash", {"command": NOTES, "description": NOTES}, NOTES, 900)
        turns.go_on(pen, turn, message, says)
    elif "question" in words:
        tools.ask_question(pen, message, QUERY)
    elif errand.is_new(pen, turn) and "slowly" not in words:
        errand.run(pen, turn, message, says)
    else:
        pace = SLOW_MS if "slowly" in words else turns.PACE_MS
        turns.talk(pen, message, says, pace)
        turns.finish(pen, turn, message, len(says.split()))
        turns.end_turn(pen)


def answer_to(seed: str) -> str:
    """Choose what is said; equal seeds, equal answers."""
    return ANSWERS[zlib.crc32(seed.encode()) % len(ANSWERS)]


NOTES = "touch notes.md"
KEY_FAULT = Fault(
    name="APIError",
    data={
        "message": "Incorrect API key provided",
        "statusCode": 401,
        "isRetryable": False,
        "responseHeaders": {"content-type": "application/json"},
        "responseBody": '{"error":{"message":"Incorrect API key provided"}}',
        "metadata": {"url": "https://api.example.com/v1/chat/completions"},
    },
)


def store(pen: Pen, script: Script, session: Session, given: Prompt) -> User:
    """Say what was asked; the session takes over the agent and the model."""
    agent = given.agent or script.agents[0].name
    model = _model(script, session, agent, given)
    user = User(
        id=given.message or pen.id("msg"),
        session_id=session.id,
        time=MessageTime(created=pen.now),
        agent=agent,
        model=model,
        system=given.system,
        tools=given.tools,
    )
    choice = session_choice(user)
    if {"agent": session.agent, "model": session.model} != choice:
        pen.play(Amend(session=session.id, changes=choice))
    pen.play(MessageUpdated(session_id=session.id, info=user))
    for part in given.parts:
        pen.play(PartUpdated(session_id=session.id, part=_part(pen, user, part), time=pen.now))
    pen.play(Amend(session=session.id, changes={}))
    return user


def session_choice(user: User) -> Json:
    """Give what a session takes over from a prompt."""
    model = SessionModel(
        id=user.model.model_id,
        provider_id=user.model.provider_id,
        variant=user.model.variant or "default",
    )
    return {"agent": user.agent, "model": model}


def _part(pen: Pen, user: User, given: PromptPart) -> Part:
    return Part(
        id=given.id or pen.id("prt"),
        session_id=user.session_id,
        message_id=user.id,
        kind="text",
        text=given.text,
        synthetic=given.synthetic,
        ignored=given.ignored,
        metadata=given.metadata,
    )


def _model(script: Script, session: Session, agent: str, given: Prompt) -> PromptModel:
    """Choose as the server does: the prompt's, else the agent's own, else the session's."""
    own = script.agent(agent)
    if given.model is not None:
        model = given.model
    elif own and own.model:
        model = prompt_model(own.model)
    elif session.model is not UNSET:
        model = PromptModel(provider_id=session.model.provider_id, model_id=session.model.id)
    else:
        model = prompt_model(script.models[0].name)
    return replace(model, variant=given.variant or UNSET)


def _is_taken(world: World, session: str, user: str, pending: Sequence[Beat]) -> bool:
    """Tell whether the prompt is only stored: at work, answered already, or still ending."""
    if world.status(session).kind != "idle":
        return True
    infos = [entry.info for entry in world.history(session)]
    if any(isinstance(info, Assistant) and info.parent_id == user for info in infos):
        return True
    if any(_begins(move) for beat in pending for move in beat.moves):
        return True
    # Between the first idle of a failure and its real end a prompt is lost for good.
    return bool(pending) and world.open_entry(session) is not None


def _begins(move: Move) -> bool:
    """Tell whether a model will be asked: the session is as good as at work."""
    return isinstance(move, MessageUpdated) and isinstance(move.info, Assistant)


def _refuse_model(pen: Pen, model: str) -> None:
    sentence = f"Model not found: {model}."
    pen.play(*turns.busy(pen), _unknown(pen, sentence))
    turns.idle(pen)
    trace = "\n    at SessionPrompt.getModel (server.js:1:1)"
    pen.play(_unknown(pen, f"ProviderModelNotFoundError: {sentence}{trace}"))


def _refuse_agent(pen: Pen, script: Script, agent: str) -> None:
    names = ", ".join(sorted(known.name for known in script.agents))
    pen.play(_unknown(pen, f'Agent not found: "{agent}". Available agents: {names}'))
    trace = "\n    at SessionPrompt.createUserMessage (server.js:1:1)"
    pen.play(_unknown(pen, f"UnknownError: UnknownError{trace}"))


def _unknown(pen: Pen, message: str) -> SessionError:
    fault = Fault(name="UnknownError", data={"message": message})
    return SessionError(session_id=pen.session, error=fault)


def _title(text: str) -> str:
    return " ".join(text.split()[:TITLE_WORDS]) or "Untitled"
