"""What a person means by an id or a beginning of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from omo_watch.cli.failing import NOT_ACHIEVED, CommandError

V = TypeVar("V")
NAMED = 5
"""How many are named where a beginning fits several."""


class Known(NamedTuple):
    """Hold one thing that may be meant."""

    id: str
    label: str
    """How it is named where it has to be told from others."""


def meant(wanted: str, known: Sequence[tuple[Known, V]]) -> V | None:
    """Give the one whose id is `wanted` or alone begins so; None where there is none.

    Raises CommandError where several do.
    """
    found = [pair for pair in known if pair[0].id == wanted]
    found = found or [pair for pair in known if wanted and pair[0].id.startswith(wanted)]
    if len(found) > 1:
        names = ", ".join(name.label for name, _ in found[:NAMED])
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        why = f"{wanted!r} is not unique: {names}{more}"
        raise CommandError(why, code=NOT_ACHIEVED, hint="say more of the id")
    return found[0][1] if found else None
