"""Announced retries (auto_retry_signal.json) by the rule of retry statuses: one sign is enough."""

from omo_watch_core.fallback.signal import announces_retry, signal_text
from tests.conformance.case import Json


def signal(given: Json) -> Json:
    """Give the joined text if it announces a retry."""
    text = signal_text(given["info"] or {})
    return {"signal": text} if text and announces_retry(text) else None
