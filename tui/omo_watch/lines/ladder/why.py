"""Why a session is on the model that it is on, in one sentence."""

from __future__ import annotations

from omo_watch.lines.ladder.cells import is_cooling
from omo_watch.lines.steered import steered_ago
from omo_watch_core.announced import MOVES, is_same
from omo_watch_core.clock import age, when
from omo_watch_core.leases.words import until_words
from omo_watch_core.rung import Rung
from omo_watch_core.select.row import Row
from omo_watch_core.select.steering import Steerer

AUTOMATIC = frozenset({"fallback", "lease"})
"""What a program like this one does by itself."""


def why_model(row: Row, chain: str | None, now_ms: int) -> str:
    """Say why this model now; `chain` is whose chain applies, `*` everybody's, None nobody's."""
    missed = [one for one in row.ladder if one.kind == "failed" or is_cooling(one)]
    why = _missed(missed, row, now_ms) if missed else ""
    place = next((n for n, rung in enumerate(row.ladder) if rung.kind == "current"), None)
    if place is None:
        return f"nobody answers because {why}" if why else ""
    if row.state == "failed" and not row.session.answered:
        return ""
    mover = _mover(row, now_ms)
    return f"{row.ladder[place].model.model}{_reason(row, chain, place, why, mover, now_ms)}"


def _reason(row: Row, chain: str | None, place: int, why: str, mover: str, now_ms: int) -> str:
    """Give the first reason that applies: a claim, a lease, a limit, a person, the chain."""
    claim, lease, tail = row.session.announced, row.lease, mover and f"; {mover}"
    if claim is not None and not is_same(claim.model, row.ladder[place].model):
        return f" until {claim.model.model} answers: that is claimed, not seen{tail}"
    if lease is not None and lease.target.name == row.ladder[place].model.name:
        held = until_words(lease, now_ms)
        return f" because {lease.owner or 'an operator'} holds it there {held}"
    if why:
        return f" because {why}{tail}"
    if mover:
        return f": {mover}"
    if chain is None:
        return ": no chain, and nobody asked for another one"
    if place == 0:
        return f": first choice of {_whose(chain)}"
    return ": asked for by its prompt; nothing above it failed in this turn"


def _whose(chain: str) -> str:
    return "the global chain" if chain == "*" else f"the chain of {chain}"


def _missed(missed: list[Rung], row: Row, now_ms: int) -> str:
    """Say what happened to the first choice, and how many more it happened to."""
    first, more = missed[0], len(missed) - 1
    said = f"{first.model.model} {_happened(first, row, now_ms)}"
    return f"{said}, and {more} more" if more else said


def _happened(rung: Rung, row: Row, now_ms: int) -> str:
    known = [rung.reason] if rung.reason and rung.reason != "error" else []
    wait = row.session.retry
    waits = row.session.status == "retry" and rung.until_ms == row.due_ms
    if wait is not None and waits:
        known.append(f"attempt {wait.attempt}")
    elif rung.at_ms is not None:
        known.append(f"{age(now_ms - rung.at_ms)} ago")
    brackets = f" ({', '.join(known)})" if known else ""
    if is_cooling(rung) and rung.until_ms is not None:
        if rung.until_ms <= now_ms:
            return f"was limited until a moment ago{brackets}"
        return f"is limited {_until(rung.until_ms, now_ms)}{brackets}"
    return f"failed{brackets}"


def _until(ms: float, now_ms: int) -> str:
    said = when(ms, now_ms)
    return f"until {said.removeprefix('at ')}" if said.startswith("at ") else f"for {said[3:]}"


def _mover(row: Row, now_ms: int) -> str:
    """Say who moved it, where anything shows that; else nothing."""
    steered, named, prompt = row.steered, row.session.named, row.session.prompt
    if steered is not None and steered.kind in MOVES:
        return _steered(steered, now_ms)
    if named is not None and prompt is not None and named.message == prompt.id:
        return "moved by the plugin" if named.told else "moved by another program"
    return ""


def _steered(steered: Steerer, now_ms: int) -> str:
    if not steered.own:
        return steered_ago(steered, now_ms)
    ago = "" if steered.since_ms is None else f" {age(max(now_ms - steered.since_ms, 0))} ago"
    by = "omo-watch by itself" if steered.kind in AUTOMATIC else "you"
    return f"moved by {by}{ago}"
