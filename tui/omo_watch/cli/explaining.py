"""What `explain` prints of an error, and the JSON of a forecast."""

from __future__ import annotations

from omo_watch.lines.text import wrap
from omo_watch_core.charge.forecast import Decision, Forecast
from omo_watch_core.charge.judging import Judged
from omo_watch_core.contract import Document
from omo_watch_core.fallback.classify import NONE
from omo_watch_core.state import SessionKey, State

WIDTH = 79
UNKNOWN = "error"
"""The class of an error that nothing tells more of."""


def error_document(found: Judged) -> Document:
    """Write what `explain --error TEXT --json` prints."""
    verdict = found.verdict
    status = verdict.status
    return {
        "type": verdict.kind,
        "status": int(status) if status is not None and float(status).is_integer() else status,
        "retryable": verdict.retryable,
        "class": found.reason,
        "rule": verdict.rule,
        "moves": found.moves,
        "why": found.why or None,
    }


def error_lines(found: Judged) -> list[str]:
    """Write the same for people: what it is, what it does to a session, which rule says so."""
    effect = "it calls for the next model of the session's chain"
    if not found.moves:
        effect = f"the session would stay on its model: {found.why}"
    return [what(found), *wrap(effect, WIDTH), *wrap(f"decided by: {rule(found)}", WIDTH)]


def forecast_document(state: State, key: SessionKey, seen: Forecast) -> Document:
    """Write what `explain SESSION --json` prints; times are those of the server's clock."""
    offset = state.servers[key[0]].offset_ms
    return {
        "session": key[1],
        "server": key[0],
        "agent": seen.agent,
        "in_charge": seen.in_charge,
        "mode_auto": seen.auto.does,
        "why": seen.auto.why,
        "error": error_document(seen.error),
        "chain": {"rule": seen.level, "models": list(seen.models)},
        "decisions": [_decision(decision, offset) for decision in seen.decisions],
        "next": seen.next,
        "nothing": seen.nothing or None,
        "current": seen.current,
        "rescue": seen.rescue.does if seen.rescue else None,
        "consequence": seen.auto.consequence or None,
        "waits_count": seen.waits_count,
    }


def what(found: Judged) -> str:
    """Name an error in a few words: `rate-limit, HTTP 429, quota_exceeded`."""
    status, kind = error_document(found)["status"], found.verdict.kind
    reason = "" if found.reason == UNKNOWN else found.reason
    words = (reason, f"HTTP {status}" if status is not None else "", kind or "")
    return ", ".join(word for word in words if word) or "an error of no known class"


def rule(found: Judged) -> str:
    """Name the rule that decided about an error."""
    decided = found.verdict.rule
    return "no rule fits it" if decided == NONE else decided


def _decision(decision: Decision, offset_ms: float) -> Document:
    until = decision.until_ms
    return {
        "model": decision.model,
        "take": decision.take,
        "rule": decision.rule,
        "until_ms": round(until - offset_ms) if until is not None else None,
    }
