"""Ask a session to wrap up: one message, nothing is stopped."""

from __future__ import annotations

from omo_watch_core.actions.action import CancelAction
from omo_watch_core.actions.moves import Move, end, enter, stay
from omo_watch_core.actions.prompt import STEER, Recipe, fresh_id, prompt_body
from omo_watch_core.effects import SendPrompt
from omo_watch_core.events import Event, HistoryRead, PromptAnswered
from omo_watch_core.state import Server


def on_event(action: CancelAction, event: Event, server: Server) -> Move[CancelAction]:
    """Write the message once the session's agent and model are known."""
    if isinstance(event, HistoryRead) and action.phase == "reading":
        return _on_history(action, event, server)
    if isinstance(event, PromptAnswered) and action.phase == "prompting":
        if event.status in (200, 204):
            return end(action, "sent", event.at_ms, "asked to wrap up; nothing was stopped")
        return end(action, "refused", event.at_ms, f"the message was not taken: {event.reason}")
    return stay(action)


def _on_history(action: CancelAction, event: HistoryRead, server: Server) -> Move[CancelAction]:
    turn, now = event.turn, event.at_ms
    if event.failed is not None:
        return end(action, "refused", now, f"its history could not be read: {event.failed}")
    if turn is None or turn.prompt.model is None:
        return end(action, "refused", now, "it never had a prompt, so there is nothing to wrap up")
    nonce, clock = action.id.removeprefix("act_"), now - server.offset_ms
    recipe = Recipe(
        action=action.id,
        kind="steer",
        message=fresh_id("msg", nonce, clock),
        part=fresh_id("prt", nonce, clock, 1),
        target=turn.prompt.model,
        send=action.text or STEER,
        at_ms=int(clock),
    )
    effect = SendPrompt(
        server=action.server,
        action=action.id,
        session=action.session,
        body=prompt_body(recipe, turn),
    )
    return enter(action, "prompting", now, effect)
