"""What each rung of a ladder says of itself: what happened there, and since when."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch.lines.ladder.cells import is_cooling
from omo_watch.lines.naming import name_of
from omo_watch_core.clock import age, overdue
from omo_watch_core.limited import Limit
from omo_watch_core.model import Failure
from omo_watch_core.rung import Rung
from omo_watch_core.select.row import Row

CLAIMED = "claimed, not seen"
FACT = "fact"
_NO_CLASS = (None, "", "error")
"""What a failed rung is called where nothing names the class of its error."""


class Said(NamedTuple):
    """Hold the words of one rung."""

    name_role: str
    what: str
    what_role: str
    when: str = ""
    when_role: str = "muted"
    elsewhere: Limit | None = None
    """Another session of the account was limited on it."""


_PLAIN = {
    "unreachable": Said("muted", "not connected", "muted"),
    "held": Said("soft", "held", "accent"),
}


def words_of(rung: Rung, row: Row, now_ms: int, beside: Limit | None) -> Said:
    """Say what a rung does; `beside` is its limit as another session found out."""
    if rung.kind == "current":
        return _current(rung, row, now_ms)
    if rung.claimed and rung.kind != "failed":
        return Said("text", CLAIMED, "accent" if rung.kind == "next" else "soft")
    if is_cooling(rung):
        return Said("soft", rung.reason or "limited", "wait", _back(rung, now_ms), "soft")
    if rung.kind == "failed":
        ago = f"{age(now_ms - rung.at_ms)} ago" if rung.at_ms is not None else ""
        return Said("soft", _failed(rung, row), "bad", ago)
    if rung.kind in _PLAIN:
        return _PLAIN[rung.kind]
    if beside is not None:
        name = "text" if rung.kind == "next" else "soft"
        back = overdue(beside.until_ms - now_ms)
        return Said(name, _limited_by(beside, row), "wait", back, "soft", beside)
    if rung.kind == "next":
        return Said("text", "next", "accent")
    return Said("muted", "untried", "muted")


def _current(rung: Rung, row: Row, now_ms: int) -> Said:
    session, answer = row.session, row.session.answer
    if row.state == "unknown":
        return Said("text", "was current", "unknown")
    if row.state == "failed" and not session.answered:
        ended = session.ended_ms or row.since_ms
        ago = f"{age(now_ms - ended)} ago" if ended else ""
        return Said("soft", _of(session.failure) or "no answer", "bad", ago)
    seen = answer is not None and session.answered and answer.model is not None
    if rung.claimed and not (seen and answer and answer.model == rung.model):
        return Said("text", CLAIMED, "soft")
    if session.status == "idle" and row.state != "asking":
        return Said("soft", "answered last" if session.answered else "is set", "muted")
    first = row.ladder[0].kind == "current"
    if answer is None or not seen:
        return Said("text", "no answer yet", "muted")
    lasted = now_ms - answer.created_ms - row.server.offset_ms
    fact = FACT if answer.model is not None and answer.model.name == rung.model.name else ""
    role = "soft" if first else "busy"
    return Said("text", f"answers, {age(lasted)}", role, fact, "muted" if first else "done")


def _back(rung: Rung, now_ms: int) -> str:
    return "" if rung.until_ms is None else overdue(rung.until_ms - now_ms)


def _failed(rung: Rung, row: Row) -> str:
    """Name the error's class; where there is none, what is known of the error itself."""
    last = max((one.at_ms or 0 for one in row.ladder if one.kind == "failed"), default=0)
    if rung.reason in _NO_CLASS and rung.at_ms == last:
        return _of(row.session.failure) or "failed"
    return rung.reason or "failed"


def _of(failure: Failure | None) -> str:
    """Name an error by its HTTP status, else by its own name."""
    if failure is None:
        return ""
    return f"error {failure.status}" if failure.status else failure.name


def _limited_by(limit: Limit, row: Row) -> str:
    other = row.server.sessions.get(limit.session)
    return f"limited by {name_of(other) if other else limit.title or limit.session}"
