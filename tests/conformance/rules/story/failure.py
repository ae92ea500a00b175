"""What the sheet says of an error or of the text of a retry (fallback-behaviour 4 and 5)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.conformance.case import Json

LIMITED = re.compile(
    r"rate.?limit|too.?many.?requests|quota\s+will\s+reset\s+after|quota.?exceeded"
    r"|exceeded.*quota|usage\s*quota|free.?usage|usage.?exceeded|exhausted\s+your\s+capacity"
    r"|limit\s+exhausted|all\s+credentials\s+for\s+model|cool(?:ing)?\s+down"
    r"|model.{0,20}?not.{0,10}?supported|model_not_supported|service.?unavailable|overloaded"
    r"|temporarily.?unavailable|try.?again|(?:^|\s)(?:429|503|529)(?:\s|$)"
    r"|使用上限|频率限制|请求过于频繁|暂时不可用|服务不可用|请稍后重试",
    re.ASCII | re.IGNORECASE,
)
"""The patterns that the recorded implementation knows."""
ADDED = re.compile(
    r"cooldown|quota.?protection|key.?limit.?exceeded|usage\s+limit\s+has\s+been\s+reached"
    r"|credit.*balance.*too.*low|insufficient.?(?:credits?|funds?|balance)",
    re.ASCII | re.IGNORECASE,
)
"""What the union of all implementations adds (REC of 4.3)."""
SPENT = re.compile(
    r"quota.?exceeded|exceeded.*quota|usage\s*quota|subscription.?(?:quota|limit)"
    r"|insufficient.?(?:quota|balance|funds?)|billing.?(?:hard.?)?limit"
    r"|exhausted\s+your\s+capacity|resource.?exhausted|out\s+of\s+credits?|payment.?required"
    r"|usage\s+limit|credit\s+balance.*too\s+low|limit\s+exhausted"
    r"|使用上限|达到.*限制|额度.*不足|余额.*不足|已耗尽|用户剩余额度.*预扣费额度",
    re.ASCII | re.IGNORECASE,
)
SPENT_NAMES = ("quotaexceeded", "insufficientquota", "billingerror", "resourceexhausted")
RETRYING = re.compile(r"retrying\s+in", re.ASCII | re.IGNORECASE)
REACHED = re.compile(
    r"too\s+many\s+requests|quota\s*exceeded|usage\s+limit|rate\s+limit|limit\s+reached",
    re.ASCII | re.IGNORECASE,
)
CUT = re.compile(
    r"socket hang up|socket.*closed|other side closed|\be(?:connreset|connaborted|pipe)\b"
    r"|connection.*(?:reset|closed|lost|error)|^terminated$|premature|stream.*(?:ended|closed)"
    r"|unexpected e(?:of|nd of (?:file|stream))|fetch failed|network error",
    re.ASCII | re.IGNORECASE,
)
LOCK, TAKEOVER = "SessionWriteLockTimeoutError", "EmbeddedAttemptSessionTakeoverError"
EXHAUSTED = "RESOURCE_EXHAUSTED"
LOCK_CODE = "OPENCLAW_SESSION_WRITE_LOCK_TIMEOUT"
PASSING = (408, 425, 429)


@dataclass(frozen=True)
class Verdict:
    """Whether an error leads to the next model, and by which row of 4.4."""

    advances: bool
    why: str
    spent: bool = False
    """Its kind is quota_exceeded."""


def verdict(error: Json, codes: list[float]) -> Verdict:
    """Judge an error by 4.4, after 4.5."""
    if is_local(error):
        return Verdict(False, "local")
    name = _name(error).lower().replace("_", "").replace("-", "")
    text, status = message(error), status_of(error, codes)
    if "messageabortederror" in name or "aborterror" in name or name == "contextoverflowerror":
        return Verdict(False, "never")
    spent = any(word in name for word in SPENT_NAMES) or bool(SPENT.search(text))
    keyless = "loadapi" in name or ("key is missing" in text and "environment variable" in text)
    lost = "modelnotfounderror" in name or ("unknownerror" in name and "model not found" in text)
    if spent or keyless or lost:
        return Verdict(True, "kind", spent)
    if status is not None and status in codes:
        return Verdict(True, "status")
    passing = status is None or 500 <= status < 600 or status in PASSING
    if _flag(error) and passing:
        return Verdict(True, "said")
    found = bool(LIMITED.search(text) or ADDED.search(text))
    return Verdict(found, "text" if found else "nothing")


def cancels(error: Json) -> bool:
    """Tell whether a person stopped the turn (the test at the end of 4.4)."""
    if isinstance(error, str):
        return bool(re.search(r"abort|cancel|interrupt", error, re.IGNORECASE))
    if not isinstance(error, dict):
        return False
    if error.get("name") in ("MessageAbortedError", "AbortError"):
        return True
    said = error.get("message")
    return isinstance(said, str) and bool(re.search(r"aborted|cancelled|interrupted", said, re.I))


def is_cut(error: Json) -> bool:
    """Tell whether the connection broke (15, mid-stream cut)."""
    return not is_local(error) and bool(CUT.search(message(error)))


def waits(text: str) -> bool:
    """Tell whether an assistant's text announces a retry: both words are needed (REC of 5)."""
    return bool(RETRYING.search(text) and REACHED.search(text))


def announces(text: str, codes: list[float]) -> bool:
    """Tell whether the text of a retry status counts: one sign is enough, a code is one too."""
    signs = (RETRYING, re.compile(r"usage\s+limit|limit\s+reached", re.I), LIMITED, ADDED)
    return any(sign.search(text) for sign in signs) or code_in(text, codes) is not None


def code_in(text: str, codes: list[float]) -> float | None:
    """Find the first of some codes that is a word of its own."""
    found = (re.search(rf"\b{code:g}\b", text, re.ASCII) for code in codes)
    first = min((hit for hit in found if hit), key=lambda hit: hit.start(), default=None)
    return float(first[0]) if first else None


def status_of(error: Json, codes: list[float]) -> float | None:
    """Give the status: a number at one of five places, else one of the codes in the text."""
    below = [(holder, "statusCode") for holder in ("data", "error", "cause")]
    places = (("statusCode",), ("status",), *below)
    found = (_at(error, place) for place in places)
    numbers = (n for n in found if isinstance(n, int | float) and not isinstance(n, bool))
    return next(numbers, None) or code_in(message(error), codes)


def message(error: Json) -> str:
    """Give the lower-cased text of an error (4.1)."""
    if not error:
        return ""
    if isinstance(error, str):
        return error.lower()
    places = (("data", "message"), ("error", "message"), ("message",), ("data", "error", "message"))
    found = (_at(error, place) for place in places)
    said = next((text for text in found if isinstance(text, str) and text), None)
    return (said or json.dumps(error, ensure_ascii=False, separators=(",", ":"))).lower()


def is_local(error: Json) -> bool:
    """Tell whether our own side could not go on, and no provider said why (4.5)."""
    found = list(_wrapped(error))
    if not found or (_name(error) == "FailoverError" and isinstance(error.get("reason"), str)):
        return False
    if found[0].get("name") == TAKEOVER:
        return True
    named = any(e.get("name") in (LOCK, TAKEOVER) or e.get("code") == LOCK_CODE for e in found)
    stated = [e for e in found if status_of(e, []) is not None or e.get("code") == EXHAUSTED]
    return named and not stated


def _wrapped(error: Json) -> Iterator[Json]:
    if isinstance(error, dict):
        yield error
        for key in ("error", "cause", "reason"):
            yield from _wrapped(error.get(key))


def _name(error: Json) -> str:
    places = (("name",), ("data", "name"), ("error", "name"), ("data", "error", "name"))
    found = (_at(error, place) for place in places)
    return next((name for name in found if isinstance(name, str) and name), "")


def _flag(error: Json) -> bool:
    holders = ((), ("data",), ("error",), ("data", "error"), ("cause",))
    found = (_at(error, (*holder, "isRetryable")) for holder in holders)
    return next((flag for flag in found if isinstance(flag, bool)), False)


def _at(value: Json, path: tuple[str, ...]) -> Json:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
