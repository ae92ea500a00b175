"""What actions of this program sent, request by request: for the eyes of a person, in memory only.

The journal keeps verb and path of each; a body may hold what a person typed and stays here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.effects import Effect, SendAbort, SendCommand, SendPrompt, SwitchModel
from omo_watch_core.events import Event
from omo_watch_core.journal.sending import request_of
from omo_watch_core.sent import Request
from omo_watch_core.state import State

MOST_ACTIONS = 100
"""Of how many actions the requests are kept; the oldest go first."""
OK = 200

Known = dict[str, tuple[Request, ...]]


def noted(
    before: State, after: State, effects: Sequence[Effect], batch: Sequence[Event] = ()
) -> State:
    """Give the state with what is sent now, and with what was answered."""
    known = before.requests
    for event in batch:
        outcome = _OUTCOMES.get(type(event))
        if outcome is not None:
            known = _answered(known, event, *outcome(event))
    for effect in effects:
        if (request := request_of(effect)) is not None and request[0]:
            known = _sent(known, effect, *request, after.now_ms)
    if known is after.requests:
        return after
    return replace(after, requests=dict(list(known.items())[-MOST_ACTIONS:]))


def _sent(known: Known, effect: Effect, action: str, what: str, at: int) -> Known:
    request = Request(at_ms=at, what=what, body=_body(effect))
    return {**known, action: (*known.get(action, ()), request)}


def _body(effect: Effect) -> bytes:
    if isinstance(effect, SendPrompt | SwitchModel):
        return effect.body
    if isinstance(effect, SendCommand):
        return msgspec.json.encode({"command": effect.command, "arguments": ""})
    return b"{}" if isinstance(effect, SendAbort) else b""


def _answered(known: Known, event: Any, of: str, status: int, reason: str) -> Known:
    """Write an answer to the oldest request of its action that has none and that it fits."""
    requests = known.get(event.action, ())
    for place, request in enumerate(requests):
        if request.answered_ms is None and of in request.what:
            done = replace(request, status=status, answered_ms=event.at_ms, reason=reason)
            changed = (*requests[:place], done, *requests[place + 1 :])
            return {**known, event.action: changed}
    return known


_OUTCOMES: dict[type[Event], Callable[[Any], tuple[str, int, str]]] = {
    events.AbortAnswered: lambda event: (
        f"/session/{event.session}/abort", OK if event.ok else 0, event.reason,
    ),
    events.PromptAnswered: lambda event: ("/session/", event.status, event.reason),
    events.CommandAnswered: lambda event: ("/command", event.status, event.reason),
    events.DeletionAnswered: lambda event: ("DELETE ", event.status, event.reason),
    events.AskAnswered: lambda event: ("POST ", event.status, event.reason),
    events.MetadataWritten: lambda event: ("PATCH ", OK if event.ok else 0, event.reason),
    events.NeverSent: lambda event: ("", 0, "it never left"),
}  # fmt: skip
"""Which answer is to which request: a part of its verb and path, its status, and why not."""
