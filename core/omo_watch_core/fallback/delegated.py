"""Whether an error of a delegated (background) task may be tried on another model.

Source: fallback-behaviour 12: another classifier than the hook's, by names and plain words. Words
that stop it override those that let it go on; a provider that says it is retrying overrides the
status.
"""

from __future__ import annotations

from omo_watch_core.fallback.ecma import compiled

STOPPING_NAMES = frozenset(
    {
        "contextlengtherror",
        "freeusagelimiterror",
        "insufficientcreditserror",
        "messageabortederror",
        "permissiondeniederror",
        "quotaexceedederror",
        "syntaxerror",
        "timeouterror",
        "usererror",
        "validationerror",
    }
)
RETRYABLE_NAMES = frozenset(
    {
        "authenticationerror",
        "emptyoutputerror",
        "modelunavailableerror",
        "providerconnectionerror",
        "providermodelnotfounderror",
        "ratelimiterror",
    }
)
STOPPING_WORDS = (
    "billing hard limit",
    "billing limit",
    "credit balance",
    "credits exhausted",
    "daily call limit",
    "daily limit",
    "exhausted your capacity",
    "fair use policy",
    "free usage limit",
    "in arrears",
    "insufficient balance",
    "insufficient credits",
    "monthly limit",
    "out of credits",
    "payment required",
    "plan limit",
    "quota exceeded",
    "quota will reset after",
    "recharge and try",
    "subscription limit",
    "subscription quota",
    "usage limit for this month",
    "usage limit reached for",
    "余额不足",
    "使用上限",
    "已耗尽",
    "额度不足",
)
RETRYABLE_WORDS = (
    "429",
    "502",
    "503",
    "504",
    "529",
    "all credentials for model",
    "an error occurred while processing",
    "bad gateway",
    "bad request",
    "balance",
    "connection error",
    "cooling down",
    "credit",
    "free usage",
    "insufficient",
    "model is not supported",
    "model not supported",
    "model_not_supported",
    "network error",
    "not found",
    "over limit",
    "overloaded",
    "provider is forbidden",
    "quota",
    "rate limit",
    "rate_limit",
    "server_error",
    "timeout",
    "too many requests",
    "try again",
    "unavailable",
    "unknown provider",
    "usage exceeded",
    "usage limit has been reached",
    "usage_limit_reached",
    "暂时不可用",
    "服务不可用",
    "请求过于频繁",
    "请稍后重试",
    "频率限制",
)
_GATES = ("rate limit", "cooling down", "credentials for model")
_STATUSES = frozenset({429, 503, 529})
_NOT_FOUND = compiled(r"model\s+not\s+found:\s*([a-z0-9_-]+)\s*/\s*([a-z0-9._-]+)")
_UNKNOWN = compiled(r"unknown\s+provider\s+for\s+model\s+([a-z0-9._-]+)")


def is_retryable_model_error(
    name: str | None, message: str | None, status: float | None = None
) -> bool:
    """Tell whether a task's error may be tried on another model."""
    known = (name or "").lower()
    if known in STOPPING_NAMES:
        return False
    if known in RETRYABLE_NAMES:
        return True
    return _is_retryable_text((message or "").lower(), status)


def provider_model_of(message: str) -> tuple[str | None, str | None]:
    """Give the provider and the model that a message says are missing, in lower case."""
    text = message.lower()
    found = _NOT_FOUND.search(text)
    if found:
        return found[1], found[2]
    unknown = _UNKNOWN.search(text)
    return None, unknown[1] if unknown else None


def _is_retryable_text(text: str, status: float | None) -> bool:
    if any(word in text for word in STOPPING_WORDS):
        return False
    if "retrying in" in text and any(word in text for word in _GATES):
        return True
    return status in _STATUSES or any(word in text for word in RETRYABLE_WORDS)
