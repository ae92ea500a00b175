"""The models that a session can be moved to: its chain first, then all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omo_watch.lines.ladder import is_cooling
from omo_watch_core.model import ModelRef, Rung
from omo_watch_core.select.filter import fuzzy
from omo_watch_core.select.row import Row
from omo_watch_core.state import Server

Standing = Literal["free", "cooling", "failed", "answers", "last", "absent"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold one model that can be chosen."""

    model: ModelRef
    standing: Standing
    until_ms: float | None = None
    rung: int | None = None
    """Place in the chain from 1; None is not in it."""
    is_next: bool = False
    context: int = 0
    too_small: bool = False


def choices(row: Row, now_ms: int) -> list[Choice]:
    """List the rungs with the next one on top, then the server's other models by name."""
    cooling = _cooling(row.server, now_ms)
    has_chain = len(row.ladder) > 1
    rungs = [
        _of_rung(rung, place + 1 if has_chain else None, row, now_ms)
        for place, rung in enumerate(row.ladder)
    ]
    rungs.sort(key=lambda choice: not choice.is_next)
    known = {choice.model.name for choice in rungs}
    others = [
        _other(row, name, cooling.get(name))
        for name in sorted(row.server.models)
        if name not in known
    ]
    return [*rungs, *others]


def matching(found: list[Choice], typed: str) -> list[Choice]:
    """Keep what has the typed letters in order; what has them in one piece comes first."""
    needle = "".join(typed.lower().split())
    if not needle:
        return found
    kept = [choice for choice in found if fuzzy(needle, choice.model.name)]
    return sorted(kept, key=lambda choice: needle not in choice.model.name.lower())


def _of_rung(rung: Rung, place: int | None, row: Row, now_ms: int) -> Choice:
    info = row.server.models.get(rung.model.name)
    context = info.context if info else 0
    return Choice(
        model=rung.model,
        standing=_standing(rung, row, now_ms),
        until_ms=rung.until_ms,
        rung=place,
        is_next=rung.kind == "next",
        context=context,
        too_small=_too_small(row, context),
    )


def _standing(rung: Rung, row: Row, now_ms: int) -> Standing:
    if rung.kind == "current":
        works = row.session.status != "idle" and row.state in ("busy", "stuck", "asking")
        return "answers" if works else "last"
    if rung.kind == "unreachable":
        return "absent"
    if is_cooling(rung):
        return "cooling" if (rung.until_ms or 0) > now_ms else "free"
    return "failed" if rung.kind == "failed" else "free"


def _other(row: Row, name: str, until_ms: float | None) -> Choice:
    info = row.server.models[name]
    return Choice(
        model=info.ref,
        standing="free" if until_ms is None else "cooling",
        until_ms=until_ms,
        context=info.context,
        too_small=_too_small(row, info.context),
    )


def _too_small(row: Row, context: int) -> bool:
    return 0 < context < row.session.context_used


def _cooling(server: Server, now_ms: int) -> dict[str, float]:
    """Find what other sessions of the server know to be limited now."""
    found: dict[str, float] = {}
    for session in server.sessions.values():
        for setback in session.setbacks:
            until = setback.until_ms
            if until is None:
                continue
            until += server.offset_ms
            if until > now_ms:
                name = setback.model.name
                found[name] = max(found.get(name, 0.0), until)
    return found
