"""Which effects change something at a server, and how the journal calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omo_watch_core.effects import (
    CreateSession,
    DeleteSession,
    Effect,
    ReplyAsk,
    SendAbort,
    SendCommand,
    SendPrompt,
    SwitchModel,
    WriteMetadata,
)


def request_of(effect: Effect) -> tuple[str, str] | None:
    """Give the action and the request (verb and path) of an effect that changes a server."""
    name = REQUESTS.get(type(effect))
    return name(effect) if name else None


def _prompt(effect: SendPrompt) -> tuple[str, str]:
    return effect.action, f"POST /session/{effect.session}/prompt_async"


def _abort(effect: SendAbort) -> tuple[str, str]:
    return effect.action, f"POST /session/{effect.session}/abort"


def _switch(effect: SwitchModel) -> tuple[str, str]:
    return effect.action, f"POST /api/session/{effect.session}/model"


def _command(effect: SendCommand) -> tuple[str, str]:
    return effect.action, f"POST /session/{effect.session}/command {effect.command}"


def _delete(effect: DeleteSession) -> tuple[str, str]:
    return effect.action, f"DELETE /session/{effect.session}"


def _metadata(effect: WriteMetadata) -> tuple[str, str]:
    return effect.action, f"PATCH /session/{effect.session}"


def _reply(effect: ReplyAsk) -> tuple[str, str]:
    ask = effect.ask
    if ask.kind == "permission" and not effect.text:
        return effect.action, f"POST /session/{ask.session}/permissions/{ask.id}"
    rejects = ask.kind == "question" and effect.reply == "reject"
    return effect.action, f"POST /{ask.kind}/{ask.id}/{'reject' if rejects else 'reply'}"


def _create(effect: CreateSession) -> tuple[str, str]:
    return effect.action, "POST /session"


REQUESTS: dict[type[Effect], Callable[[Any], tuple[str, str]]] = {
    SendAbort: _abort,
    SendPrompt: _prompt,
    SwitchModel: _switch,
    WriteMetadata: _metadata,
    ReplyAsk: _reply,
    SendCommand: _command,
    DeleteSession: _delete,
    CreateSession: _create,
}
