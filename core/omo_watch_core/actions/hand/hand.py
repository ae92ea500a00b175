"""A child that was moved is no task of its parent any more: hand its result over, once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.actions.action import HandAction, OverrideAction
from omo_watch_core.actions.hand.owed import is_owed
from omo_watch_core.actions.moves import Move, end, enter, is_unclear, stay
from omo_watch_core.actions.prompt import Recipe, fresh_id, prompt_body, with_variant
from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.effects import ReadHistory, ReadMessages, SendPrompt
from omo_watch_core.events import Event, HistoryRead, MessagesListed, PromptAnswered
from omo_watch_core.model import Message, Part
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.condition import is_parked
from omo_watch_core.select.ending import ended_well, has_failed, was_aborted
from omo_watch_core.state import Server, Session

SETTLE_MS = 10 * SECOND
"""How long a failure may still be made good by another model."""
RESTS_MS = 5 * MINUTE
"""How long a child may rest without an answer before it is given up."""
ANSWER_MS = 30 * SECOND
PAGE = 20
PARENT_PAGE = 100
"""How far back the begin of a task may lie in its parent."""
OPEN_PARENT = "open the parent, and prompt it if it waits"
_SUFFIX = re.compile(r" \(@.+ subagent\)$")
"""What the server adds to the title of a child."""

Step = Move[HandAction]


def after_move(action: OverrideAction, server: Server) -> HandAction | None:
    """Begin to wait for a child that was moved while its parent waited for it, or may have."""
    child = server.sessions.get(action.session)
    # The plugin watches over its own background tasks.
    theirs = child is None or plugin_in(server, child.info.directory) is not False
    if child is not None and child.info.task is not None:
        return None  # who runs a task of ours tells its parent
    above = None if child is None or theirs else child.info.parent
    parent = server.sessions.get(action.parent or above or "")
    if parent is None or not action.sent_ms:
        return None
    now = action.ended_ms or action.started_ms
    return HandAction(
        id=f"act_{action.session[-14:]:0>14}",
        server=action.server,
        session=action.session,
        title=action.title,
        by=action.by,
        phase="waiting" if action.parent else "asking",
        started_ms=now,
        phase_ms=now,
        parent=parent.id,
        parent_title=parent.info.title,
        model=action.target.name,
    )


def on_event(action: HandAction, event: Event) -> Step:
    """React to what was read and to the answer of the parent's prompt."""
    if isinstance(event, MessagesListed) and event.session == action.parent:
        return _on_parent(action, event)
    if isinstance(event, MessagesListed) and action.phase == "result":
        text = answer_text(event.messages)
        read = replace(action, text=text or action.text)
        return enter(read, "reading", event.at_ms, _parents_history(action))
    if isinstance(event, PromptAnswered) and action.phase == "prompting":
        return _on_prompt(action, event)
    return stay(action)


def on_history(action: HandAction, event: HistoryRead, server: Server) -> Step:
    """Prompt the parent as its last turn was prompted."""
    turn, now = event.turn, event.at_ms
    if action.phase != "reading":
        return stay(action)
    if turn is None or turn.prompt.model is None:
        why = event.failed or "the parent never had a prompt"
        return end(action, "refused", now, f"the result was not handed over: {why}")
    nonce, clock = action.id.removeprefix("act_"), now - server.offset_ms
    recipe = Recipe(
        action=action.id,
        kind="result",
        message=fresh_id("msg", nonce, clock),
        part=fresh_id("prt", nonce, clock, 1),
        target=with_variant(turn.prompt.model, turn, server),
        send=note(action),
        synthetic=True,
        at_ms=int(clock),
        by=action.by,
    )
    effect = SendPrompt(
        server=action.server,
        action=action.id,
        session=action.parent,
        body=prompt_body(recipe, turn),
    )
    return enter(replace(action, message=recipe.message), "prompting", now, effect)


def on_state(action: HandAction, now_ms: int, server: Server) -> Step:
    """Wait for the end of the child, and not for ever for an answer."""
    child, parent = server.sessions.get(action.session), server.sessions.get(action.parent)
    if child is None or parent is None:
        who = action.title if child is None else action.parent_title
        return end(action, "refused", now_ms, f"{who} is gone; no result was handed over")
    if action.phase == "asking":
        effect = ReadMessages(server=action.server, session=parent.id, limit=PARENT_PAGE)
        return enter(action, "owed", now_ms, effect)
    if action.phase == "waiting":
        return _wait(action, now_ms, child)
    if now_ms - action.phase_ms >= ANSWER_MS:
        return end(action, "refused", now_ms, "the server did not answer; nothing was handed over")
    return stay(action)


def note(action: HandAction) -> str:
    """Write what the parent is told."""
    became = "could not finish" if action.failed else "is done"
    title = _SUFFIX.sub("", action.title)
    said = f'The task "{title}" was moved to {action.model} and {became}.'
    return f"{said} Its {'error' if action.failed else 'result'}:\n\n{action.text}"


def answer_text(messages: Sequence[tuple[Message, tuple[Part, ...]]]) -> str:
    """Give the text of the newest answer."""
    for message, parts in reversed(messages):
        if message.role == "assistant":
            texts = [str(p.text) for p in parts if p.kind == "text" and not p.ignored]
            if any(texts):
                return "\n".join(text for text in texts if text)
    return ""


def _on_parent(action: HandAction, event: MessagesListed) -> Step:
    if action.phase != "owed":
        return stay(action)
    owed, now = is_owed(event.messages, action.session), event.at_ms
    if owed:
        return enter(action, "waiting", now)
    if owed is False or event.complete:
        return end(action, "unneeded", now, f"{action.parent_title} waits for nothing of it")
    if len(event.messages) < PARENT_PAGE:
        return stay(action)  # somebody else's listing: ours looks further back
    why = f"the newest {PARENT_PAGE} messages of {action.parent_title} do not tell whether it waits"
    return end(action, "refused", now, f"{why}; no result was handed over", OPEN_PARENT)


def _wait(action: HandAction, now_ms: int, child: Session) -> Step:
    if child.status != "idle" or is_parked(child):
        return stay(action)
    if ended_well(child):
        if child.answer is not None and child.answer.model is not None:
            action = replace(action, model=child.answer.model.name)
        effect = ReadMessages(server=action.server, session=child.id, limit=PAGE)
        return enter(action, "result", now_ms, effect)
    rested = now_ms - max(child.since_ms, action.phase_ms)
    if was_aborted(child) and rested >= SETTLE_MS:
        why = f"{action.title} was stopped; no result was handed over"
        return end(action, "refused", now_ms, why)
    if has_failed(child) and rested >= SETTLE_MS:
        failure = child.failure or (child.answer.failure if child.answer else None)
        text = (failure.message or failure.name) if failure else "unknown"
        failed = replace(action, failed=True, text=text)
        return enter(failed, "reading", now_ms, _parents_history(action))
    if rested >= RESTS_MS:
        why = f"{action.title} rests without an answer; no result was handed over"
        return end(action, "refused", now_ms, why)
    return stay(action)


def _parents_history(action: HandAction) -> ReadHistory:
    return ReadHistory(server=action.server, action=action.id, session=action.parent)


def _on_prompt(action: HandAction, event: PromptAnswered) -> Step:
    now = event.at_ms
    if event.status in (200, 204):
        why = f"the result of {action.title} was handed to {action.parent_title}"
        return end(action, "handed", now, why)
    if is_unclear(event.status):
        reason = event.reason or event.status
        why = f"the server did not say whether it took the result ({reason})"
        return end(action, "accepted", now, why)
    return end(action, "refused", now, f"the result was not taken: {event.reason or event.status}")
