"""Take what is wrong out of the settings, and see whether a lock would go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, cast

Step = int | str
LOCK = "read_only"
ALIKE = 0.7
"""How near a misspelled word is to the lock's name; `readonly` has 0.94, `read_onyl` 0.89."""


def take_out(table: dict[str, Any], place: tuple[Step, ...], *, extra: bool) -> dict[Step, Any]:
    """Take the faulty entry out, or the nearest around it that is there; give what went."""
    match place:
        case ("servers", int(index), str(key)) if extra or key == "accent":
            return _gone(table["servers"][index], key)
        case ("servers", int(index), *_):
            return _gone(table["servers"], index)
        case _:
            return _nearest(table, place)


def second_of_a_name(servers: Sequence[Any]) -> int | None:
    """Find the first server whose name stands before it already."""
    names = [cast("dict[str, Any]", one).get("name") for one in servers]
    twice = (place for place, name in enumerate(names) if name and name in names[:place])
    return next(twice, None)


def locks(thing: object) -> bool:
    """Tell whether a server, or the whole program, is to be read-only by what stands in here."""
    if isinstance(thing, Mapping):
        pairs = cast("Mapping[object, object]", thing).items()
        return any((_names_lock(key) and value is not False) or locks(value)
                   for key, value in pairs)  # fmt: skip
    return isinstance(thing, list) and any(map(locks, cast("list[object]", thing)))


def _names_lock(key: object) -> bool:
    word = str(key).lower().replace("-", "_")
    return bool(get_close_matches(word, (LOCK,), n=1, cutoff=ALIKE))


def _nearest(table: dict[str, Any], place: tuple[Step, ...]) -> dict[Step, Any]:
    """Go as deep as the tables go; a list goes as a whole, half a chain is none."""
    here: Any = table
    around: tuple[dict[Step, Any], Step] | None = None
    for step in place:
        if not isinstance(here, dict) or step not in here:
            break
        around = cast("dict[Step, Any]", here), step
        here = around[0][step]
    return _gone(*around) if around else {}


def _gone(around: Any, step: Step) -> dict[Step, Any]:
    return {step: around.pop(step)}
