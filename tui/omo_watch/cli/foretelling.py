"""A forecast for people: what it is about, the chain entry by entry, and who would do it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len

from omo_watch.cli.explaining import WIDTH, rule, what
from omo_watch.lines.text import wrap
from omo_watch_core.charge.forecast import EMPTY_CHAIN, NO_CHAIN, Decision, Forecast
from omo_watch_core.charge.judging import OFF
from omo_watch_core.charge.stance import Stance
from omo_watch_core.clock import SECOND, overdue
from omo_watch_core.fallback.chains import GLOBAL, NOWHERE
from omo_watch_core.fallback.state import ANSWERS, NOTHING_LEFT, TOO_MANY
from omo_watch_core.select.deaf import STANDS_MS
from omo_watch_core.state import SessionKey, State

BEGAN = "where the turn began"
NARROWEST = 24
"""Cells that a rule needs beside its model; else it stands below."""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def forecast_lines(state: State, key: SessionKey, seen: Forecast, settings: Path) -> list[str]:
    """Write what `explain SESSION` prints, at most 79 cells wide where words allow it.

    `settings` is the file that would hold a chain.
    """
    info = state.servers[key[0]].sessions[key[1]].info
    closing = _taken(key, seen) if seen.next else _nothing(state, seen, settings)
    blocks = (
        [info.title, f"  {info.id}  {key[0]}", f"  {_who(seen)}"],
        [f"if it met {what(seen.error)}:", *_indented(_effect(seen))],
        [*_chain(seen, state.now_ms)],
        [*closing],
    )
    lines = [line for block in blocks if block for line in (*block, "")]
    return lines[:-1]


def _who(seen: Forecast) -> str:
    agent = seen.agent or "nobody knows as which agent"
    return f"{agent}, on {seen.current}" if seen.current else agent


def _effect(seen: Forecast) -> str:
    said = "that calls for the next model of its chain"
    if not seen.error.moves:
        said = f"it would stay on its model: {seen.error.why}"
    return f"{said} ({rule(seen.error)})"


def _chain(seen: Forecast, now_ms: int) -> Iterator[str]:
    """Draw the first choice and the entries of the chain, each with its rule."""
    if seen.level == NOWHERE:
        return
    yield "the chain for everybody:" if seen.level == GLOBAL else f"the chain of {seen.level}:"
    rows = [*_first(seen), *(_row(decision, now_ms) for decision in seen.decisions)]
    width = max((cell_len(model) for model, _, _ in rows), default=0)
    for model, word, why in rows:
        head = f"  {model}{' ' * (width - cell_len(model))}  {word:<4}  "
        yield from _beside(head, why)


def _beside(head: str, text: str) -> Iterator[str]:
    """Put a text beside its head, or below it where there is too little room."""
    room = WIDTH - cell_len(head)
    if room < NARROWEST:
        yield head.rstrip()
        yield from (f"      {line}" for line in wrap(text, WIDTH - 6) if line)
        return
    first, *rest = wrap(text, room)
    yield f"{head}{first}".rstrip()
    yield from (f"{' ' * cell_len(head)}{line}" for line in rest)


def _first(seen: Forecast) -> Iterator[tuple[str, str, str]]:
    """Give the models that no decision is about: the first one, or all where none is made."""
    decided = {decision.model for decision in seen.decisions}
    for place, model in enumerate(seen.models):
        if model not in decided:
            why = ANSWERS if model == seen.current else BEGAN if place == 0 else ""
            yield model, "", why


def _row(decision: Decision, now_ms: int) -> tuple[str, str, str]:
    until, word = decision.until_ms, "take" if decision.take else "skip"
    back = f", {overdue(until - now_ms)}" if until is not None else ""
    return decision.model, word, f"{decision.rule}{back}"


def _taken(key: SessionKey, seen: Forecast) -> Iterator[str]:
    """Say who would take the step."""
    yield from _by_guard(seen)
    if seen.auto.does != "acts" and seen.in_charge is not None:
        yield "  move it yourself:"
        yield f"    omo-watch override {key[1]} {seen.next}"
    consequence = (seen.rescue or seen.auto).consequence
    if consequence:
        yield from _indented(f"then {consequence}")
    if not seen.waits_count:
        note = "timeout_seconds is 0: only an error that ends the run counts, no announced wait"
        yield from wrap(note, WIDTH)


def _by_guard(seen: Forecast) -> list[str]:
    auto = seen.auto
    if seen.rescue is not None:
        stands = STANDS_MS // SECOND
        text = (
            f"omo-watch keeps still: {auto.why}. Where a wait stands for {stands} s, or the run "
            f"ends without an answer, {_would(seen.rescue, seen.next)}."
        )
        return wrap(text, WIDTH)
    if auto.does == "keeps still":
        return wrap(f"omo-watch keeps still: {auto.why}.", WIDTH)
    text = _would(auto, seen.next)
    return wrap(f"{text[0].upper()}{text[1:]}: {auto.why}.", WIDTH)


def _would(found: Stance, model: str | None) -> str:
    does = "would move it to" if found.does == "acts" else "would only offer"
    return f"`omo-watch guard` {does} {model}"


def _nothing(state: State, seen: Forecast, settings: Path) -> Iterator[str]:
    """Say why nothing would be sent, and what can be done about it."""
    if seen.nothing == OFF:
        yield "take `enabled = false` out of `[fallback]` to change that"
    if not seen.error.moves:
        return
    yield from wrap(f"nothing would be sent: {seen.nothing}", WIDTH)
    if seen.nothing == NO_CHAIN:
        yield f"  write one into {settings}, for example:"
        yield "    [chains.agents]" if seen.agent else "    [chains]"
        name = seen.agent or "global"
        name = name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        yield f'    {name} = ["provider/model", "another/model"]'
    elif seen.nothing == EMPTY_CHAIN:
        yield f"  put models into `{seen.level}` to change that"
    elif seen.nothing == TOO_MANY:
        yield f"  `max_fallback_attempts` is {state.policy.max_fallback_attempts:g} in `[fallback]`"
    elif seen.nothing == NOTHING_LEFT:
        yield from _back(seen, state.now_ms)


def _back(seen: Forecast, now_ms: int) -> Iterator[str]:
    """Say which model is the first to come back."""
    cooling = [(d.until_ms, d.model) for d in seen.decisions if d.until_ms is not None]
    if cooling:
        until, model = min(cooling)
        yield f"  the first to come back is {model}: {overdue(until - now_ms)}"


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in wrap(text, WIDTH - 2)]
