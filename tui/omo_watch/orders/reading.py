"""Read what was typed behind the colon: an order, or why it is none."""

from __future__ import annotations

from difflib import get_close_matches

from omo_watch.keys.elsewhere import no_meaning_of
from omo_watch.keys.words import ALSO, spoken
from omo_watch.orders.order import Known, Order, Refused, action_of, acts


def read_order(text: str, known: Known) -> Order | Refused:
    """Read one line."""
    word, value = split(text)
    if word is None:
        return Refused(_unknown(text))
    if action_of(word, known.place) is None:
        return Refused(no_meaning_of(word))
    if not value:
        return Order(word)
    values = known.values(word)
    if values is None:
        return Refused(f"`{spoken(word)}` takes nothing behind it")
    if word == "move":
        return _move(value, known)
    if word in ("theme", "sort") and value not in values:
        near = get_close_matches(value, values, n=1, cutoff=0.0)
        hint = f". Nearest: `{near[0]}`" if near else ""
        return Refused(f"`{value}` is not a {word}{hint}")
    return Order(word, value.removeprefix("/").strip() if word not in ("theme", "sort") else value)


def split(text: str) -> tuple[str | None, str]:
    """Part a line into the longest word that it begins with, and what follows."""
    pieces = text.split()
    words = {word for _, word, _ in acts()}
    for many in range(len(pieces), 0, -1):
        word = "_".join(pieces[:many]).replace("-", "_").lower()
        word = ALSO.get(word, word)
        if word in words:
            return word, " ".join(pieces[many:])
    return None, ""


def _unknown(text: str) -> str:
    first = " ".join(text.split()[:2]) or text
    words = {spoken(word) for _, word, _ in acts()}
    near = get_close_matches(first, words, n=1, cutoff=0.5) or get_close_matches(
        first.split()[0], words, n=1, cutoff=0.0
    )
    return f"`{text.split()[0]}` is no command. Nearest: `{near[0]}`"


def _move(value: str, known: Known) -> Order | Refused:
    if not known.models:
        return Refused("the models are not known here; nothing was sent")
    named = [model for model in known.models if value in (model, model.partition("/")[2])]
    if len(named) == 1:
        return Order("move", named[0])
    if named:
        return Refused(f"`{value}` is there more than once: {', '.join(named)}; nothing was sent")
    near = get_close_matches(value, known.models, n=2, cutoff=0.3)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    return Refused(f"{known.server} has no model `{value}`.{hint} Nothing was sent.")
