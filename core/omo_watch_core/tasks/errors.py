"""What an error says to the task it happened in.

Source: background-tasks 6. This reading is the task manager's own; the fallback of a session
reads the same errors in another order (fallback-behaviour 4.1).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from omo_watch_core.fallback.delegated import is_retryable_model_error
from omo_watch_core.fallback.ecma import compiled
from omo_watch_core.fallback.untyped import filled, table
from omo_watch_core.value import Value

_KEY = r"api.?key"
_LACKS = r"(?:missing|required|not\s+(?:set|found|configured|provided|specified))"
_TERMINAL = compiled(
    r"no\s+provider\s+available"
    r"|provider\s+(?:is\s+)?not\s+(?:available|found|configured)"
    r"|provider\s+is\s+forbidden"
    r"|unknown\s+provider"
    r"|model\s+(?:is\s+)?not\s+(?:supported|found)|model_not_supported"
    rf"|(?:missing|no)\s+{_KEY}|{_KEY}\s+(?:is\s+|was\s+)?{_LACKS}"
    r"|no\s+models\s+available|no\s+connected\s+providers"
    r"|all\s+providers\s+(?:are\s+)?(?:unavailable|disconnected|exhausted)"
)
_NUMERAL = compiled(r"[0-9]{3}")
_NAME = r"(?:\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|[^\s\"'`]+)"
_NO_AGENT = compiled(rf"agent not found|agent {_NAME} not found")


class TaskError(Value):
    """Hold what was read of an error."""

    name: str | None = None
    message: str | None = None
    """What it says, wherever that stands in it; its JSON text where it says nothing."""
    status: int | None = None
    """An HTTP status, 100 to 599."""
    told: str | None = None
    """What the event of a session says itself; this is what the task is noted with."""

    @property
    def is_abort(self) -> bool:
        """Tell whether somebody stopped the run."""
        return "aborted" in f"{self.name} {self.message}".lower()

    @property
    def is_terminal(self) -> bool:
        """Tell whether no later try on the same model can go well."""
        return any(_TERMINAL.search(text or "") for text in (self.name, self.message))

    @property
    def is_agent_missing(self) -> bool:
        """Tell whether the task's agent is not registered."""
        return _NO_AGENT.search(self.message or "") is not None

    @property
    def is_retryable(self) -> bool:
        """Tell whether another model may do better (fallback-behaviour 12)."""
        return is_retryable_model_error(self.name, self.message, self.status)


def read_error(error: object) -> TaskError:
    """Read an error of any form; what says nothing gives an error that says nothing."""
    if isinstance(error, str):
        return TaskError(message=error or None)
    own = table(error)
    written = _written(own) if isinstance(error, dict) else None
    return TaskError(
        name=filled(own.get("name")),
        message=next(_messages(own), written),
        status=_status(own),
        told=_told(own),
    )


def _messages(own: dict[str, object]) -> Iterator[str]:
    data = own.get("data")
    for place in (own, data, own.get("error"), table(data).get("error"), own.get("cause")):
        text = filled(place) or filled(table(place).get("message"))
        if text:
            yield text


def _told(own: dict[str, object]) -> str | None:
    data = table(own.get("data"))
    inner = table(data.get("error"))
    said = (data.get("message"), inner.get("message"), inner.get("type"), own.get("message"))
    return next((text for text in map(filled, said) if text), None)


def _status(own: dict[str, object]) -> int | None:
    answer = table(own.get("response"))
    places = (own.get("statusCode"), own.get("status"), own.get("code"))
    # The range keeps booleans out, too.
    numbers = map(_number, (*places, answer.get("status"), answer.get("statusCode")))
    return next((number for number in numbers if number and 100 <= number <= 599), None)


def _number(value: object) -> int | None:
    if isinstance(value, str):
        return int(value) if _NUMERAL.fullmatch(value) else None
    return value if isinstance(value, int) else None


def _written(own: dict[str, object]) -> str:
    return json.dumps(own, ensure_ascii=False, separators=(",", ":"), default=str)
