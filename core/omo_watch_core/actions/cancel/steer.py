"""Ask a session to wrap up: one message, nothing is stopped."""

from __future__ import annotations

from omo_watch_core.actions.action import CancelAction
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.actions.prompt import STEER, Recipe, fresh_id, prompt_body, with_variant
from omo_watch_core.effects import SendPrompt
from omo_watch_core.events import Event, HistoryRead, PromptAnswered
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server

Step = Move[CancelAction]


def on_event(action: CancelAction, event: Event, server: Server) -> Step:
    """Write the message once the session's agent and model are known."""
    if isinstance(event, HistoryRead) and action.phase == "reading":
        return _on_history(action, event, server)
    if isinstance(event, PromptAnswered) and action.phase == "prompting":
        return _on_prompt(action, event, server)
    return stay(action)


def on_state(action: CancelAction, now_ms: int, server: Server) -> Step:
    """React to time, and to the end of the session."""
    if action.session not in server.sessions:
        return gone(action, now_ms, f"{action.title} is gone")
    if not is_late(action, now_ms):
        return stay(action)
    if action.phase == "prompting":
        return end(action, "accepted", now_ms, "the server did not say whether it took the message")
    return end(action, "refused", now_ms, "the server did not answer, nothing was sent")


def gone(action: CancelAction, now_ms: int, what: str) -> Step:
    """Say that there is nobody left to ask."""
    if action.phase == "prompting":
        return end(action, "accepted", now_ms, f"{what}: the message was sent, nobody saw it taken")
    return end(action, "refused", now_ms, f"{what}, nothing was sent")


def _on_prompt(action: CancelAction, event: PromptAnswered, server: Server) -> Step:
    now = event.at_ms
    if event.status in TAKEN:
        session = server.sessions.get(action.session)
        waits = session is not None and session.status == "retry"
        hint = "it waits for a limit and reads this only when it goes on" if waits else ""
        return end(action, "sent", now, "asked to wrap up; nothing was stopped", hint)
    if is_unclear(event.status):
        reason = event.reason or event.status
        why = f"the server did not say whether it took the message ({reason})"
        return end(action, "accepted", now, why)
    return end(action, "refused", now, f"the message was not taken: {event.reason or event.status}")


def _on_history(action: CancelAction, event: HistoryRead, server: Server) -> Step:
    turn, now = event.turn, event.at_ms
    if event.failed is not None:
        why = f"its history could not be read: {event.failed}; nothing was sent"
        return end(action, "refused", now, why)
    session = server.sessions.get(action.session)
    # The last prompt of a person may name a model that the session was moved away from.
    model = (answering(session) if session else None) or (turn.prompt.model if turn else None)
    if turn is None or model is None:
        return end(action, "refused", now, "it never had a prompt, so there is nothing to wrap up")
    nonce, clock = action.id.removeprefix("act_"), now - server.offset_ms
    recipe = Recipe(
        action=action.id,
        kind="steer",
        message=fresh_id("msg", nonce, clock),
        part=fresh_id("prt", nonce, clock, 1),
        target=with_variant(model, turn, server),
        send=action.text or STEER,
        agent=session.info.agent if session else None,
        at_ms=int(clock),
        by=action.by,
    )
    effect = SendPrompt(
        server=action.server,
        action=action.id,
        session=action.session,
        body=prompt_body(recipe, turn),
    )
    return enter(action, "prompting", now, effect)
