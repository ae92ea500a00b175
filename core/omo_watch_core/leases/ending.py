"""What ends a lease, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from omo_watch_core.journal.nouns import Lease
from omo_watch_core.leases.counting import is_used_up
from omo_watch_core.leases.scope import TIMED
from omo_watch_core.state import Server, Session


def ended(lease: Lease, why: str, now_ms: int, at_ms: int | None = None) -> Lease:
    """Give the lease with its end; `at_ms` where it was over before anybody looked."""
    if lease.ended_ms is not None:
        return lease
    return replace(lease, ended=why, ended_ms=at_ms or now_ms, changed_ms=now_ms)


def is_over(lease: Lease, server: Server | None, sessions: Iterable[Session], now_ms: int) -> Lease:
    """Give the lease, ended where its time, its turns or its session are over.

    `sessions` are those of its server of which something happened.
    """
    until = lease.until_ms if lease.until in TIMED else None
    if until is not None and until <= now_ms:
        source = lease.source.model if lease.source else "the model before"
        passed = "its time is over" if lease.until == "time" else f"{source} is free again"
        return ended(lease, passed, now_ms, until)
    if server is None:
        return lease
    if is_used_up(lease, sessions):
        return ended(lease, _turns(lease.turns or 0), now_ms)
    if lease.scope == "session" and _is_gone(server, lease.name):
        return ended(lease, "the session is gone", now_ms)
    return lease


def _turns(turns: int) -> str:
    return "its turn is used" if turns == 1 else f"its {turns} turns are used"


def _is_gone(server: Server, name: str) -> bool:
    listed = server.listed_ms is not None and server.link.is_open
    return name in server.gone.ids or (listed and name not in server.sessions)
