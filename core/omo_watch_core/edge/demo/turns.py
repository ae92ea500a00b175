"""How a turn goes: a model is asked, it talks, waits or fails, and the session comes to rest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo.beats import Amend, Cue, Pen, Revise, Spend
from omo_watch_core.edge.demo.models import Model, named, spent
from omo_watch_core.edge.demo.nouns import (
    BUSY,
    IDLE,
    Assistant,
    Diffs,
    Fault,
    Json,
    MessageTime,
    Part,
    PromptModel,
    Session,
    Span,
    Summary,
    Tokens,
    User,
    Where,
    waiting,
)
from omo_watch_core.edge.demo.sayings import (
    MessageUpdated,
    PartDelta,
    PartUpdated,
    SessionDiff,
    SessionError,
    SessionIdle,
    SessionStatus,
)
from omo_watch_core.edge.demo.world import World
from omo_watch_core.value import Value

SNAPSHOT = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
FIRST_CONTEXT = 12_000
CHILD_RESTS = "child rests"
"""The line by which a parent hears that a session below it has ended."""
REST = "rest"
"""The line by which a turn ends, or goes on with what was asked meanwhile."""
PACE_MS = 110
_WORDS = re.compile(r"\S+\s*")


class Turn(Value):
    """Hold who asks which model in which session."""

    session: Session
    prompt: User
    models: tuple[Model, ...]
    """The models of the server."""
    context: int
    """Tokens that the history has."""

    @property
    def model(self) -> PromptModel:
        """Give the model that is asked."""
        return self.prompt.model

    def cost_of(self, words: int) -> tuple[Tokens, float]:
        """Give what a call takes that says so many words."""
        name = named(self.model)
        known = next((model for model in self.models if model.name == name), None)
        return spent(known, self.context, words)


def turn_of(
    world: World, session: str, models: tuple[Model, ...], prompt: User | None = None
) -> Turn | None:
    """Give the turn of a session's newest prompt, or of the given one."""
    prompt = prompt or world.prompt(session)
    if prompt is None or session not in world.sessions:
        return None
    return Turn(
        session=world.sessions[session],
        prompt=prompt,
        models=models,
        context=context_of(world, session),
    )


def context_of(world: World, session: str) -> int:
    """Give the tokens in use after the newest call that has any."""
    for entry in reversed(world.history(session)):
        total = entry.info.tokens.total if isinstance(entry.info, Assistant) else UNSET
        if total is not UNSET and total:
            return total
    return FIRST_CONTEXT


def ask_model(pen: Pen, turn: Turn, *, first: bool = True, spent: Spend | None = None) -> str:
    """Begin a call and give the id of its message; `spent` is what the call before it took.

    The first call of a turn tidies up beside it.
    """
    message = blank_answer(pen.id("msg"), turn, pen.now)
    pen.play(
        SessionStatus(session_id=turn.session.id, status=BUSY),
        MessageUpdated(session_id=turn.session.id, info=message),
    )
    pen.rest(60)
    summary = Amend(session=pen.session, changes={"summary": Summary()})
    pen.play(spent or summary, SessionDiff(session_id=pen.session))
    if first:
        pen.play(_summed_up(turn))
    pen.rest(20)
    pen.play(SessionStatus(session_id=pen.session, status=BUSY))
    pen.rest(30)
    return message.id


def blank_answer(name: str, turn: Turn, at_ms: int) -> Assistant:
    """Give an answer that has just begun."""
    cwd = turn.session.directory
    return Assistant(
        id=name,
        session_id=turn.session.id,
        time=MessageTime(created=at_ms),
        parent_id=turn.prompt.id,
        model_id=turn.model.model_id,
        provider_id=turn.model.provider_id,
        mode=turn.prompt.agent,
        agent=turn.prompt.agent,
        variant=turn.model.variant,
        path=Where(cwd=cwd, root=cwd),
    )


def put(pen: Pen, part: Part) -> None:
    """Say that a part is new or changed."""
    pen.play(PartUpdated(session_id=pen.session, part=part, time=pen.now))


def step_start(pen: Pen, message: str) -> None:
    """Say that the model begins to answer."""
    put(pen, replace(new_part(pen, message, "step-start"), snapshot=SNAPSHOT))


def talk(pen: Pen, message: str, text: str, pace_ms: int, at_once: int = 1) -> None:
    """Let a text grow, so many words at once, one piece every `pace_ms`."""
    began = pen.now
    part = replace(new_part(pen, message, "text"), text="", time=Span(start=began))
    put(pen, part)
    for piece in pieces(text, at_once):
        pen.rest(pace_ms)
        pen.play(
            PartDelta(session_id=pen.session, message_id=message, part_id=part.id, delta=piece)
        )
    pen.rest(20)
    put(pen, replace(part, text=text, time=Span(start=began, end=pen.now)))


def pieces(text: str, at_once: int) -> Iterable[str]:
    """Cut a text after every so many words; together the pieces are the text."""
    words = _WORDS.findall(text)
    return ("".join(words[at : at + at_once]) for at in range(0, len(words), at_once))


def finish(pen: Pen, turn: Turn, message: str, words: int, reason: str = "stop") -> Spend:
    """End a call; give what it took, for the sums of the session."""
    tokens, cost = turn.cost_of(words)
    pen.rest(40)
    part = new_part(pen, message, "step-finish")
    put(pen, replace(part, reason=reason, snapshot=SNAPSHOT, tokens=tokens, cost=cost))
    made: Json = {"finish": reason, "tokens": tokens, "cost": cost}
    pen.play(Revise(session=pen.session, message=message, changes=made))
    pen.rest(40)
    pen.play(Revise(session=pen.session, message=message, complete=True))
    return Spend(session=pen.session, tokens=tokens, cost=cost)


def break_off(pen: Pen, message: str) -> None:
    """End a call as one whose provider closed the stream without a finish."""
    pen.rest(20)
    part = new_part(pen, message, "step-finish")
    put(pen, replace(part, reason="unknown", snapshot=SNAPSHOT, tokens=Tokens(), cost=0.0))
    unknown: Json = {"finish": "unknown"}
    pen.play(Revise(session=pen.session, message=message, changes=unknown))
    pen.rest(25)
    pen.play(Revise(session=pen.session, message=message, complete=True))


def end_turn(pen: Pen) -> None:
    """Let the turn end here; how, the line decides when its moment is there."""
    pen.play(Cue(line=REST, session=pen.session))


def settle(pen: Pen, turn: Turn, spent: Spend, *, busy: bool = True) -> None:
    """Come to rest after a good end; the sums and summaries come after it."""
    if busy:
        pen.play(SessionStatus(session_id=pen.session, status=BUSY))
    idle(pen)
    pen.play(spent, SessionDiff(session_id=pen.session))
    if turn.session.parent_id is not UNSET:
        pen.play(Cue(line=CHILD_RESTS, session=pen.session))
    pen.rest(30)
    pen.play(_summed_up(turn))


def busy(pen: Pen) -> tuple[SessionStatus]:
    """Give the word that a session works."""
    return (SessionStatus(session_id=pen.session, status=BUSY),)


def idle(pen: Pen) -> None:
    """Say that a session rests, in both ways."""
    pen.play(
        SessionStatus(session_id=pen.session, status=IDLE), SessionIdle(session_id=pen.session)
    )


def go_on(pen: Pen, turn: Turn, message: str, text: str) -> None:
    """End a call that used tools, ask the model again, and answer in one text."""
    spent = finish(pen, turn, message, 20, "tool-calls")
    after = ask_model(pen, turn, first=False, spent=spent)
    step_start(pen, after)
    talk(pen, after, text, PACE_MS)
    finish(pen, turn, after, len(text.split()))
    end_turn(pen)


def wait(pen: Pen, attempt: int, message: str, wait_ms: int, line: str) -> None:
    """Wait for the provider; the line goes on when the time has come."""
    status = waiting(attempt, message, pen.now + wait_ms)
    pen.play(SessionStatus(session_id=pen.session, status=status))
    pen.rest(wait_ms)
    pen.play(Cue(line=line, session=pen.session, number=attempt))


def fail(pen: Pen, message: str, fault: Fault) -> None:
    """End with an error: the first idle comes before the run is really over."""
    pen.play(SessionError(session_id=pen.session, error=fault))
    idle(pen)
    pen.rest(30)
    ended: Json = {"error": fault}
    pen.play(Revise(session=pen.session, message=message, changes=ended, complete=True))
    idle(pen)


def new_part(pen: Pen, message: str, kind: str) -> Part:
    """Begin a part."""
    return Part(id=pen.id("prt"), session_id=pen.session, message_id=message, kind=kind)


def _summed_up(turn: Turn) -> Revise:
    return Revise(session=turn.session.id, message=turn.prompt.id, changes={"summary": Diffs()})
