"""What the board says of a model, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from omo_watch.lines.naming import called
from omo_watch.lines.text import fit
from omo_watch_core.clock import age, countdown
from omo_watch_core.limited import Limit
from omo_watch_core.model import ModelInfo
from omo_watch_core.select.board.cost import cost_class
from omo_watch_core.select.board.nouns import Incident, ModelRow, Standing

ROLES: dict[Standing, str] = {
    "cooling": "wait",
    "due": "wait",
    "held": "accent",
    "not connected": "muted",
    "free": "soft",
}
UNTIL_RELEASED = "until released"


def model_of(name: str) -> str:
    """Give the name without its provider."""
    return name.partition("/")[2] or name


def back_in(row: ModelRow, now_ms: int) -> str:
    """Say when a model is back: `7m41s`, `due`, `overdue 12s`."""
    if row.standing == "held":
        return UNTIL_RELEASED
    last = row.last
    if last is None or not row.is_limited:
        return ""
    left = countdown(last.until_ms - now_ms)
    if not left.startswith("+"):
        return left
    # Our own cooldown promised nobody anything: what is behind it may be tried, and that is all.
    return f"overdue {left[1:]}" if last.stated else "due"


def reason(row: ModelRow, owner: str) -> str:
    """Say in a few words why a model cannot be chosen."""
    if row.standing == "held":
        held_by = row.note.owner if row.note else ""
        return "by you" if not held_by or held_by == owner else f"by {held_by}"
    if row.standing == "not connected":
        return f"not on {', '.join(row.missing)}"
    return reason_among(row.hits) if row.hits else ""


def reason_among(hits: Sequence[Limit]) -> str:
    """Name the most frequent class of limits, and how many others there are."""
    counted = Counter(hit.reason or "limited" for hit in hits).most_common()
    return f"{counted[0][0]}{f' +{len(counted) - 1}' if len(counted) > 1 else ''}"


def reasons(hits: Sequence[Limit]) -> str:
    """Name the classes of limits, each once."""
    return ", ".join(dict.fromkeys(hit.reason or "limited" for hit in hits))


def hit_by(row: ModelRow, width: int, ellipsis: str) -> str:
    """Name who met the limit last, and how many others did."""
    if not row.hits or row.standing == "held":
        return ""
    others = len(row.hits) - 1
    more = f" +{others}" if others else ""
    name = called(row.hits[0].title, child=True) or row.hits[0].session
    return fit(name, width - len(more), ellipsis) + more


def of_models(incident: Incident) -> str:
    """Say how many models of a provider rest."""
    return f"{len(incident.models)} of {incident.of} models"


def since(ms: int | None, now_ms: int) -> str:
    """Say how long it is so."""
    return age(now_ms - ms) if ms else ""


def price_words(info: ModelInfo | None) -> str:
    """Say the class with the price: `dear, $5 in and $25 out per million tokens`."""
    named = cost_class(info)
    if info is None or info.price_in is None or info.price_out is None:
        return f"{named}: the server does not say it"
    if named == "free":
        return "free: the server lists no price for it"
    prices = f"{dollars(info.price_in)} in and {dollars(info.price_out)} out"
    return f"{named}, {prices} per million tokens"


def dollars(price: float) -> str:
    """Write a price without zeros that say nothing."""
    return f"${price:.2f}".removesuffix(".00")
