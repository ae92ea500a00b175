"""How the scripted provider refuses: model name -> HTTP status, body and headers."""

import email.utils
import re
import time
from dataclasses import dataclass, field

KNOWN = {
    400: ("Invalid value for 'temperature'", "invalid_request_error", "invalid_value"),
    401: ("Incorrect API key provided: sk-bad", "invalid_request_error", "invalid_api_key"),
    403: ("Your account does not have access to this model", "permission_error", "forbidden"),
    404: ("The model does not exist", "invalid_request_error", "model_not_found"),
    413: ("Request entity too large", "invalid_request_error", "request_too_large"),
    429: ("Rate limit reached", "rate_limit_error", "rate_limit"),
    500: ("The server had an error while processing your request", "server_error", None),
    503: ("The engine is currently overloaded", "server_error", "overloaded"),
    529: ("Overloaded", "overloaded_error", None),
}
TOO_LONG = (
    "This model's maximum context length is 8192 tokens. However, your messages resulted in "
    "9120 tokens. Please reduce the length of the messages."
)


@dataclass(frozen=True)
class Refusal:
    """An HTTP answer that is not a completion."""

    status: int
    message: str
    kind: str = "scripted_error"
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """Shape the answer as this kind of API does."""
        return {"error": {"message": self.message, "type": self.kind, "code": self.code}}


def refusal(model: str) -> Refusal | None:
    """Say how a model refuses every call, or None when it answers.

    `limitedN…` asks for N seconds of patience (476 without a number), `eNNN…` is that status;
    `e429ms` (or `e429ms50`: so many milliseconds) and `e429date` say in their own way when to
    come back.
    """
    if model.startswith("limited"):
        found = re.match(r"limited(\d+)", model)
        return _limited(model, found[1] if found else "476")
    if model.startswith("ctx"):
        return Refusal(400, TOO_LONG, "invalid_request_error", "context_length_exceeded")
    found = re.match(r"e([45]\d\d)(ms\d*|date)?", model)
    if found is None:
        return None
    status = int(found[1])
    message, kind, code = KNOWN.get(status, (f"Scripted {status}", "scripted_error", None))
    return Refusal(status, message, kind, code, _later(found[2]))


def slow_down() -> Refusal:
    """Refuse for two seconds, as a flaky model does."""
    message = "Rate limit reached, please slow down"
    return Refusal(429, message, "rate_limit_error", "rate_limit", {"retry-after": "2"})


def _limited(model: str, seconds: str) -> Refusal:
    message = f"All credentials for model {model} are cooling down"
    return Refusal(429, message, "rate_limit_error", "rate_limit", {"retry-after": seconds})


def _later(way: str | None) -> dict[str, str]:
    if way and way.startswith("ms"):
        return {"retry-after-ms": way.removeprefix("ms") or "1500"}
    if way == "date":
        return {"retry-after": email.utils.formatdate(time.time() + 90, usegmt=True)}
    return {}
