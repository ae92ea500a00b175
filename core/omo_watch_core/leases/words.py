"""A lease in words."""

from __future__ import annotations

from omo_watch_core.clock import countdown
from omo_watch_core.journal.nouns import Lease


def until_words(lease: Lease, now_ms: int) -> str:
    """Say until when a lease holds: `for 1h`, `until opus is free again, in 7m41s`, ..."""
    text = _until(lease, now_ms)
    return f"{text}, strictly" if lease.strict else text


def held_words(lease: Lease, now_ms: int) -> str:
    """Say what holds: `held on gpt-5.4 for 1h`, with the scope where it is not one session."""
    whom = "" if lease.scope == "session" else f" for the {lease.scope} {lease.name}"
    return f"held on {lease.target.model}{whom} {until_words(lease, now_ms)}"


def whom_words(lease: Lease) -> str:
    """Name what is held: `session ses_1`, `agent build`."""
    return f"{lease.scope} {lease.name}"


def _until(lease: Lease, now_ms: int) -> str:
    source = lease.source.model if lease.source else "the model before"
    match lease.until:
        case "time":
            return f"for {countdown((lease.until_ms or now_ms) - now_ms)}"
        case "turns":
            return _turns(max((lease.turns or 0) - len(lease.used), 0))
        case "recovered" if lease.until_ms is not None:
            return f"until {source} is free again, in {countdown(lease.until_ms - now_ms)}"
        case "recovered":
            return f"until cleared, as nobody knows when {source} is free again"
        case _:
            return "until cleared"


def _turns(left: int) -> str:
    if not left:
        return "until this turn is over"
    return "for 1 more turn" if left == 1 else f"for {left} more turns"
