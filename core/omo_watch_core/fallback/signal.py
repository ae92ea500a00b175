"""Texts that announce that the server or its provider will try again by itself.

Source: fallback-behaviour 5. In a retry status one sign is enough, for its type says already what
it is; in an answer or a message's fields both are needed (REC), for answers may well talk about
rate limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omo_watch_core.fallback.classify import code_in
from omo_watch_core.fallback.ecma import compiled
from omo_watch_core.fallback.patterns import RETRYABLE, first

FIELDS = ("status", "summary", "message", "details")
_RETRYING = compiled(r"retrying\s+in")
_REACHED = compiled(r"usage\s+limit|limit\s+reached")
_LIMIT = compiled(
    r"too\s+many\s+requests|quota\s*exceeded|usage\s+limit|rate\s+limit|limit\s+reached"
)


def announces_retry(text: str, codes: Sequence[float] = ()) -> bool:
    """Tell whether the text of a retry status is about a limit or a wait.

    A status code of the list is a sign too (REC of section 15, thread 5815).
    """
    if _RETRYING.search(text) or _REACHED.search(text) or first(RETRYABLE, text):
        return True
    return code_in(text, codes) is not None


def is_retry_answer(text: str) -> bool:
    """Tell whether an assistant's text or a message's fields announce a wait for a limit."""
    return bool(_RETRYING.search(text) and _LIMIT.search(text))


def signal_text(fields: Mapping[str, object]) -> str | None:
    """Join the strings of the fields that may announce a retry by newlines; None for nothing."""
    found = (fields.get(name) for name in FIELDS)
    return "\n".join(text for text in found if isinstance(text, str)) or None
