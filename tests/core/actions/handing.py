"""A child that is moved while its parent waits for it, and what becomes of its result."""

from typing import Any

import msgspec
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import HandAction
from omo_watch_core.effects import (
    Effect,
    SendAbort,
    SendPrompt,
)
from omo_watch_core.growing import Text
from omo_watch_core.model import Failure, Message, ModelRef, Part, Tool
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import GPT, LAB, OPUS, A, Stage, info, running, to

PARENT = "ses_p"
SECOND, MINUTE = 1_000, 60_000
ANSWER = "msg_00000000000000000000000003"
ABORTED = Failure(name="MessageAbortedError", message="Aborted")
WORDS = Part(id="prt_0", message=ANSWER, session=A, kind="text", text=Text.of(""))
LIMIT = Failure(name="APIError", message="Rate limit reached", status=429)
TURN = last_turn(
    prompt=Message(
        id="msg_p", session=PARENT, role="user", agent="plan",
        model=ModelRef(provider="fake", model="ok-kimi", variant="max"),
    ),
    extra=b'{"system":"Be brief"}',
)  # fmt: skip


def family(*, background: bool = False, child: str | None = A, **fields: Any) -> Stage:
    """Give a child in a retry whose parent works and waits for it, unless told otherwise."""
    title = fields.pop("title", "Explore tests (@explore subagent)")
    mine = info(parent=PARENT, title=title, **fields)
    stage = running(mine, info(PARENT, title="Big plan"), word="retry")
    stage.status("busy", PARENT)
    stage.answer("msg_p2", "msg_p", OPUS, PARENT)
    tool = Tool(name="task", call="call_1", status="running", child=child, background=background)
    part = Part(
        id="prt_p", message="msg_p2", session=PARENT, kind="tool", text=Text.of(""), tool=tool
    )
    stage.tell(ev.PartSeen(server=LAB, at_ms=stage.now, part=part))
    return stage


def move(stage: Stage, target: ModelRef = GPT, nonce: str = "0123456789abcd") -> None:
    """Move the child and let it be proved."""
    stage.order(to(target, nonce=nonce))
    stage.history(last_turn())
    if stage.all_sent(SendAbort):
        stage.abort_answered()
        stage.status("idle")
        stage.history(last_turn())
    stage.prompt_answered()
    stage.later(400).prompt(stage.move.message)
    stage.status("busy")
    stage.answer(ANSWER, stage.move.message, target, created_ms=stage.now)
    stage.text(ANSWER)
    assert stage.move.result == "proved"


def moved(**fields: Any) -> Stage:
    stage = family(**fields)
    move(stage)
    return stage


def hands(stage: Stage) -> list[HandAction]:
    return [action for action in stage.state.actions.values() if isinstance(action, HandAction)]


def hand(stage: Stage) -> HandAction:
    (action,) = hands(stage)
    return action


def ends(stage: Stage, **fields: Any) -> list[Effect]:
    """Let the child end its run, well unless told otherwise."""
    base = {"completed_ms": stage.now, "finish": "stop", **fields}
    parent = stage.server.sessions[A].answer
    assert parent is not None
    stage.answer(ANSWER, parent.parent or "", GPT, **base)
    return stage.status("idle")


def lists(
    stage: Stage,
    *texts: str,
    asked: int | None = None,
    behind: tuple[Message, tuple[Part, ...]] | None = None,
    **fields: Any,
) -> list[Effect]:
    """List the child's messages, its answer with these texts."""
    parts = tuple(
        replace(WORDS, id=f"prt_{place}", text=Text.of(text), **fields)
        for place, text in enumerate(texts)
    )
    older = Message(id="msg_0", session=A, role="assistant")
    answer = Message(id=ANSWER, session=A, role="assistant")
    word = replace(WORDS, message="msg_0", text=Text.of("older"))
    messages = ((older, (word,)), (answer, parts))
    return stage.tell(
        ev.MessagesListed(
            server=LAB, at_ms=stage.now, asked_ms=stage.now if asked is None else asked,
            session=A, messages=messages if behind is None else (*messages, behind), complete=True,
        )
    )  # fmt: skip


def to_parent(stage: Stage, turn: ev.LastTurn | None = TURN, failed: str | None = None) -> None:
    """Answer the question for the parent's history."""
    stage.name = hand(stage).id
    stage.history(turn, failed)


def handed(stage: Stage) -> dict[str, Any]:
    """Give the prompt to the parent."""
    (prompt,) = [prompt for prompt in stage.all_sent(SendPrompt) if prompt.session == PARENT]
    return msgspec.json.decode(prompt.body)


def to_prompt() -> Stage:
    stage = moved()
    ends(stage)
    lists(stage, "Done.")
    to_parent(stage)
    return stage
