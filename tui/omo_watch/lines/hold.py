"""How long a move holds, as the picker offers it on one key."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch_core.clock import HOUR
from omo_watch_core.commands import LeaseWish

PAGE = "raised"
PAD = 2
HOLDS = (
    "not at all, once", "until the model before is free", "for 1 turn", "for 1h", "until cleared",
    "until cleared, strictly: no chain below it",
)  # fmt: skip


def wish_of(place: int, now_ms: int) -> LeaseWish | None:
    """Give what the choice at a place asks for."""
    wishes = (
        None,
        LeaseWish(until="recovered"),
        LeaseWish(until="turns", turns=1),
        LeaseWish(until="time", until_ms=now_ms + HOUR),
        LeaseWish(),
        LeaseWish(strict=True),
    )
    return wishes[place]


def hold_line(place: int, width: int, pen: Pen) -> Strip:
    """Say how long the move holds, and the key that changes it."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    line.add("hold", pen.style("muted", on=PAGE)).gap(2)
    line.add(HOLDS[place], pen.style("accent" if place else "soft", on=PAGE)).gap(3)
    line.add("tab", pen.style("text", bold=True, on=PAGE)).gap()
    return line.add("changes it", pen.style("muted", on=PAGE)).strip(width)
