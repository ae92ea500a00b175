"""The cause of a row, with its evidence where there is room."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch.lines.moments import took
from omo_watch.lines.sessions.columns import WHY_FULL
from omo_watch.lines.states import STATES
from omo_watch.lines.steered import by_whom
from omo_watch_core.announced import claim_of
from omo_watch_core.clock import age
from omo_watch_core.select.row import Row


class Why(NamedTuple):
    """Hold what stands in the WHY column."""

    cause: str
    evidence: str = ""
    role: str = "muted"


def why(row: Row, now_ms: int) -> Why | None:
    """Say why a row is as it is; None when all is well."""
    role = "text" if STATES[row.state].loudness in ("loud", "middle") else "muted"
    if row.state == "asking" and row.ask:
        return Why(row.ask.kind, row.ask.title, role)
    if row.mismatch is not None:
        return Why("mismatch", claim_of(row.mismatch), "text")
    if row.state == "busy" and row.session.tools:
        return _tool(row, now_ms)
    if row.verdict is None:
        return _steered(row, now_ms)
    return Why(row.verdict.cause, row.verdict.evidence, role)


def why_text(said: Why, width: int, separator: str) -> str:
    """Give the cell's text: with evidence only in the full width."""
    if width < WHY_FULL:
        return said.cause
    if said.cause == "mismatch":
        return f"claimed {said.evidence}"
    return f"{said.cause} {separator} {said.evidence}" if said.evidence else said.cause


def _steered(row: Row, now_ms: int) -> Why | None:
    """Say who else steers a run that is well."""
    steered = row.steered
    if steered is None or steered.own or row.session.status == "idle":
        return None
    return Why("steered", by_whom(steered, now_ms))


def _tool(row: Row, now_ms: int) -> Why:
    tool = row.session.tools[0]
    began = tool.started_ms
    elapsed = ""
    if began:
        ms = now_ms - began - row.server.offset_ms
        elapsed = age(ms) if ms >= 1_000 else took(ms)
    return Why(f"{tool.name} {tool.title}".strip(), elapsed)
