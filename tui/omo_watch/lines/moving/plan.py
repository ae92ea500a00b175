"""How a session is moved: until when the model holds, with which variant, and what of its chain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from omo_watch.lines.moving.choice import Choice
from omo_watch_core.clock import HOUR
from omo_watch_core.commands import LeaseWish
from omo_watch_core.model import ModelRef, SessionState
from omo_watch_core.select.ending import ended_well
from omo_watch_core.select.row import Row

Stop = Literal["hold", "variant", "chain"]
HOLDS = (
    "not at all, once", "until the model before is free", "for 1 turn", "for 1h", "until cleared",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class How:
    """Hold what a person chose of a move, beside the model."""

    hold: int = 0
    """The place of how long it holds, in `HOLDS`."""
    variant: str | None = None
    """None is whatever comes with the model; one that the model lacks counts for nothing."""
    strict: bool = False
    """Nothing of the chain below it; counts where it holds."""
    at: Stop | None = None
    """The option that keys change; None is the filter."""


def wish_of(how: How, now_ms: int) -> LeaseWish | None:
    """Give how long the model is to hold."""
    wishes = (
        None,
        LeaseWish(until="recovered", strict=how.strict),
        LeaseWish(until="turns", turns=1, strict=how.strict),
        LeaseWish(until="time", until_ms=now_ms + HOUR, strict=how.strict),
        LeaseWish(strict=how.strict),
    )
    return wishes[how.hold]


def target_of(how: How, row: Row, choice: Choice) -> ModelRef:
    """Give the model with its variant."""
    chosen = variant_of(how, row, choice)
    return msgspec.structs.replace(choice.model, variant=chosen) if chosen else choice.model


def variants_of(row: Row, choice: Choice) -> tuple[str, ...]:
    """Name the variants that the server has for a model."""
    info = row.server.models.get(choice.model.name)
    return info.variants if info else ()


def variant_of(how: How, row: Row, choice: Choice) -> str | None:
    """Give the variant that a person chose, where the model has it."""
    return how.variant if how.variant in variants_of(row, choice) else None


def has_chain(row: Row) -> bool:
    """Tell whether anything else would be tried."""
    return len(row.ladder) > 1


def stops(how: How, row: Row, choice: Choice | None) -> tuple[Stop, ...]:
    """Name the options that change anything of this move; a chain is left only by a hold."""
    if choice is None:
        return ()
    found: list[Stop] = ["hold"]
    if len(_variants_around(row, choice)) > 1:
        found.append("variant")
    if how.hold and has_chain(row):
        found.append("chain")
    return tuple(found)


def stop_of(how: How, row: Row, choice: Choice | None) -> Stop | None:
    """Give the option that keys change, where it changes anything."""
    return how.at if how.at in stops(how, row, choice) else None


def next_stop(how: How, step: int, row: Row, choice: Choice | None) -> How:
    """Go to the next option, or the one before; between the last and the first is the filter."""
    around: list[Stop | None] = [None, *stops(how, row, choice)]
    place = around.index(stop_of(how, row, choice)) + step
    return replace(how, at=around[place % len(around)])


def turned(how: How, step: int, row: Row, choice: Choice) -> How:
    """Change the option that keys change to its next value, or the one before."""
    match stop_of(how, row, choice):
        case "hold":
            return replace(how, hold=(how.hold + step) % len(HOLDS))
        case "variant":
            around = _variants_around(row, choice)
            place = around.index(variant_of(how, row, choice)) + step
            return replace(how, variant=around[place % len(around)])
        case "chain":
            return replace(how, strict=not how.strict)
        case None:
            return how


def usual(row: Row, choice: Choice) -> str | None:
    """Give the variant that comes with a model: the chain's, else the last prompt's.

    What is set for the next prompt of an idle session takes over nothing.
    """
    if choice.model.variant or standing(row) in ("idle", "done"):
        return choice.model.variant
    model = row.session.prompt.model if row.session.prompt else None
    before = model.variant if model else None
    return before if before in variants_of(row, choice) else None


def standing(row: Row) -> SessionState:
    """Give what a move meets; a stuck session may run, wait or rest."""
    session = row.session
    if row.state != "stuck" or session.status == "busy":
        return row.state
    if session.status == "retry":
        return "retry"
    return "idle" if ended_well(session) else "failed"


def hold_sentence(how: How, row: Row) -> str:
    """Say how long the model holds and what is tried where it fails; "" where it does not hold."""
    if not how.hold:
        return ""
    said = f"Held {HOLDS[how.hold]}"
    if not has_chain(row):
        return f"{said}."
    if how.strict:
        return f"{said}; where it fails, omo-watch tries nothing else."
    return f"{said}; where it fails, the chain goes on below it."


def _variants_around(row: Row, choice: Choice) -> tuple[str | None, ...]:
    """Give what can be chosen in turn: what comes with the model, then its other variants."""
    own = usual(row, choice)
    return (None, *(one for one in variants_of(row, choice) if one != own))
