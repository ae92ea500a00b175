"""Move a session to another model: read, abort, read again, prompt, prove (steering facts 1)."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.moves import Move, end, enter, stay
from omo_watch_core.actions.prompt import Recipe, fresh_id, prompt_body, switch_body
from omo_watch_core.actions.proof import has_started, is_proved
from omo_watch_core.effects import (
    ReadHistory,
    ReadStatus,
    SendAbort,
    SendPrompt,
    SwitchModel,
)
from omo_watch_core.events import (
    AbortAnswered,
    Event,
    HistoryRead,
    LastTurn,
    PromptAnswered,
    StatusRead,
)
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server, Session

SETTLE_MS = 3_000
"""How long an idle session may take to finish its last answer."""
START_MS = 2_000
"""How long a prompt may take to start before it is looked for."""
PROVE_MS = 15_000
"""How long an answer may take before the move counts as not proved."""
ANSWERED_OK = (200, 204)

Step = Move[OverrideAction]


def on_event(action: OverrideAction, event: Event, server: Server, session: Session) -> Step:
    """React to the answer of a request of ours."""
    now = event.at_ms
    if isinstance(event, HistoryRead) and action.phase in ("reading", "rereading"):
        return _on_history(action, event, server, session)
    if isinstance(event, AbortAnswered) and action.phase == "aborting":
        if not event.ok:
            why = f"the abort was not answered ({event.reason}); no prompt was sent"
            return end(action, "refused", now, why, "the server may be overloaded: try again")
        return enter(action, "rereading", now, _history(action))
    if isinstance(event, PromptAnswered):
        return _on_prompt(action, event)
    if isinstance(event, StatusRead) and action.phase == "proving":
        return _on_status(action, event)
    return stay(action)


def on_state(action: OverrideAction, now_ms: int, server: Server, session: Session) -> Step:
    """React to what the stream has shown, and to time."""
    if action.phase == "settling":
        return _settle(action, now_ms, session)
    if action.phase != "proving":
        return stay(action)
    if is_proved(action, session):
        model = action.target.model
        return end(action, "proved", now_ms, f"{action.title} now answers with {model}")
    return _wait_for_proof(action, now_ms, session)


def _on_history(
    action: OverrideAction, event: HistoryRead, server: Server, session: Session
) -> Step:
    if event.failed is not None:
        return end(action, "refused", event.at_ms, f"its history could not be read: {event.failed}")
    turn, now = event.turn, event.at_ms
    if action.phase == "reading" and session.status != "idle":
        effect = SendAbort(server=action.server, action=action.id, session=action.session)
        return enter(action, "aborting", now, effect)
    if action.phase == "reading" and turn is not None and not turn.settled:
        return enter(action, "settling", now)
    if action.send is None and action.was == "idle" and (turn is None or turn.answered):
        return _set_for_later(action, now)
    return _prompt(action, turn, server, now)


def _settle(action: OverrideAction, now_ms: int, session: Session) -> Step:
    done = session.answer is not None and session.answer.completed_ms is not None
    if done or now_ms - action.phase_ms >= SETTLE_MS:
        return enter(action, "rereading", now_ms, _history(action))
    return stay(action)


def _set_for_later(action: OverrideAction, now_ms: int) -> Step:
    effect = SwitchModel(
        server=action.server,
        action=action.id,
        session=action.session,
        body=switch_body(action.target),
    )
    return enter(action, "setting", now_ms, effect)


def _prompt(action: OverrideAction, turn: LastTurn | None, server: Server, now_ms: int) -> Step:
    nonce = action.id.removeprefix("act_")
    clock = now_ms - server.offset_ms
    recipe = Recipe(
        action=action.id,
        kind="override",
        message=fresh_id("msg", nonce, clock),
        part=fresh_id("prt", nonce, clock, 1),
        target=_with_variant(action.target, turn, server),
        send=action.send,
        at_ms=int(clock),
    )
    body = prompt_body(recipe, turn)
    source = turn.prompt.model if turn and action.source is None else action.source
    action = msgspec.structs.replace(
        action, message=recipe.message, part=recipe.part, body=body, source=source, tries=1
    )
    return enter(action, "prompting", now_ms, _send(action))


def _with_variant(target: ModelRef, turn: LastTurn | None, server: Server) -> ModelRef:
    """Keep the variant of the last turn where the new model has it too."""
    if target.variant or turn is None or turn.prompt.model is None:
        return target
    old = turn.prompt.model.variant
    known = server.models.get(target.name)
    if old and known and old in known.variants:
        return msgspec.structs.replace(target, variant=old)
    return target


def _on_prompt(action: OverrideAction, event: PromptAnswered) -> Step:
    if action.phase == "setting":
        if event.status in ANSWERED_OK:
            why = f"{action.title}, idle: its next prompt uses {action.target.model}"
            hint = "nothing sent; a prompt or an agent that names a model ignores it"
            return end(action, "set", event.at_ms, why, hint)
        return end(action, "refused", event.at_ms, f"the server said {event.reason}")
    if action.phase != "prompting":
        return stay(action)
    if event.status in ANSWERED_OK or event.status == 0:
        return enter(action, "proving", event.at_ms)
    return end(action, "refused", event.at_ms, f"the prompt was not taken: {event.reason}")


def _wait_for_proof(action: OverrideAction, now_ms: int, session: Session) -> Step:
    waited = now_ms - action.phase_ms
    if has_started(action, session):
        answer = session.answer
        if answer and answer.failure:
            why = f"{action.target.model} failed: {answer.failure.message}"
            return end(action, "accepted", now_ms, why)
        if session.status == "retry" and session.retry:
            why = f"{action.target.model} is limited too: {session.retry.message}"
            return end(action, "accepted", now_ms, why)
    elif waited >= START_MS and action.tries == 1:
        looked = msgspec.structs.replace(action, tries=2)
        where = session.info.directory
        effect = ReadStatus(
            server=action.server, action=action.id, session=action.session, directory=where
        )
        return stay(looked, effect)
    if waited < PROVE_MS:
        return stay(action)
    model = session.answer.model if session.answer else None
    newest = f"; the newest answer is from {model.model}" if model else ""
    return end(action, "accepted", now_ms, f"no answer of that model was seen{newest}")


def _on_status(action: OverrideAction, event: StatusRead) -> Step:
    """Send the identical body once more where the first was stored and never run."""
    if event.status != "idle" or action.tries != 2:
        return stay(action)
    again = msgspec.structs.replace(action, tries=3)
    return stay(again, _send(again))


def _history(action: OverrideAction) -> ReadHistory:
    return ReadHistory(server=action.server, action=action.id, session=action.session)


def _send(action: OverrideAction) -> SendPrompt:
    return SendPrompt(
        server=action.server, action=action.id, session=action.session, body=action.body
    )
