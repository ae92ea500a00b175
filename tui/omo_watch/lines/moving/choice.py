"""The models that a session can be moved to: its chain first, then all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from omo_watch.lines.ladder.cells import is_cooling
from omo_watch_core.fallback import board
from omo_watch_core.limited import Limit
from omo_watch_core.model import ModelRef
from omo_watch_core.rung import Rung
from omo_watch_core.select.filter import fuzzy
from omo_watch_core.select.row import Row

Standing = Literal["free", "cooling", "failed", "answers", "last", "absent", "held"]


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
    beside = row.beside(now_ms)
    has_chain = len(row.ladder) > 1
    limits = [beside.get(board.place(rung.model.name)) for rung in row.ladder]
    rungs = [
        _of_rung(rung, place + 1 if has_chain else None, row, now_ms, limits[place])
        for place, rung in enumerate(row.ladder)
    ]
    top = _first_free(rungs)
    rungs.sort(key=lambda choice: choice is not top)
    known = {choice.model.name for choice in rungs}
    others = [
        _other(row, name, beside.get(board.place(name)))
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


def _first_free(rungs: list[Choice]) -> Choice | None:
    """Give the next rung, else, where that is limited as well, the first one below that is free."""
    place = next((place for place, rung in enumerate(rungs) if rung.is_next), None)
    below = rungs[place:] if place is not None else []
    return next((rung for rung in below if rung.standing == "free"), below[0] if below else None)


def _of_rung(rung: Rung, place: int | None, row: Row, now_ms: int, beside: Limit | None) -> Choice:
    info = row.server.models.get(rung.model.name)
    context = info.context if info else 0
    standing = _standing(rung, row, now_ms)
    elsewhere = beside if standing == "free" else None
    return Choice(
        model=rung.model,
        standing="cooling" if elsewhere else standing,
        until_ms=elsewhere.until_ms if elsewhere else rung.until_ms,
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
    if rung.kind == "held":
        return "held"
    if is_cooling(rung):
        return "cooling" if (rung.until_ms or 0) > now_ms else "free"
    return "failed" if rung.kind == "failed" else "free"


def _other(row: Row, name: str, beside: Limit | None) -> Choice:
    info = row.server.models[name]
    return Choice(
        model=info.ref,
        standing="free" if beside is None else "cooling",
        until_ms=None if beside is None else beside.until_ms,
        context=info.context,
        too_small=_too_small(row, info.context),
    )


def _too_small(row: Row, context: int) -> bool:
    return 0 < context < row.session.context_used
