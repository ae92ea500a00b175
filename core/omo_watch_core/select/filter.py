"""The filter language: words, `field:value`, `!` for not, `~` for letters in order, `=` for all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import get_args

from omo_watch_core.model import SessionState
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Session
from omo_watch_core.value import Value


class Term(Value):
    """Hold one word of a filter; all words must agree."""

    field: str
    """One of FIELDS, or `""` for anywhere."""
    text: str
    inverse: bool = False
    fuzzy: bool = False
    exact: bool = False
    """It is the whole of a value, not a part of it."""


class FilterError(ValueError):
    """A filter names a field that does not exist; the message is one sentence."""


def _model(server: str, session: Session, state: SessionState) -> str:
    model = answering(session)
    return model.name if model else ""


_Getter = Callable[[str, Session, SessionState], str]
FIELDS: dict[str, _Getter] = {
    "state": lambda server, session, state: state,
    "model": _model,
    "agent": lambda server, session, state: session.info.agent or "",
    "server": lambda server, session, state: server,
    "title": lambda server, session, state: session.info.title,
    "id": lambda server, session, state: session.info.id,
    "dir": lambda server, session, state: session.info.directory,
}


Words = Mapping[str, Collection[str]]
"""All that can stand behind a field, for fields of a few known words."""
STATES: Words = {"state": get_args(SessionState)}


def parse(
    text: str, fields: Collection[str] = FIELDS.keys(), words: Words = STATES
) -> tuple[Term, ...]:
    """Read a filter; raises FilterError for a field, or a word of one, that does not exist."""
    terms = tuple(_term(word, fields) for word in text.split())
    for term in terms:
        _check(term, words.get(term.field, ()))
    return terms


def matches(terms: tuple[Term, ...], server: str, session: Session, state: SessionState) -> bool:
    """Tell whether a session passes all words of a filter."""
    return all(_agrees(term, server, session, state) for term in terms)


def agrees(term: Term, values: Mapping[str, str]) -> bool:
    """Tell whether the values of these fields pass one word of a filter."""
    found = [values[term.field]] if term.field else list(values.values())
    return _hits(term, found) if term.text else True


def fuzzy(needle: str, text: str) -> bool:
    """Tell whether the letters of `needle` stand in `text` in this order, case aside."""
    rest = iter(text.lower())
    return all(letter in rest for letter in needle.lower())


def _term(word: str, fields: Collection[str]) -> Term:
    inverse = word.startswith("!")
    word = word[1:] if inverse else word
    field, colon, text = word.partition(":")
    if not colon:
        field, text = "", word
    elif field not in fields:
        near = get_close_matches(field, fields, n=1, cutoff=0.0)
        raise FilterError(f"`{field}:` is not a field. Nearest: `{near[0]}:`")
    sign = text[:1]
    text = text[1:] if sign in ("~", "=") else text
    return Term(field=field, text=text, inverse=inverse, fuzzy=sign == "~", exact=sign == "=")


def _check(term: Term, known: Collection[str]) -> None:
    """Refuse what none of the known words holds: it would hide everything without a word."""
    typed = term.text.lower()
    if not known or any(fuzzy(typed, word) if term.fuzzy else typed in word for word in known):
        return
    # A word of two pieces cannot be typed whole: blanks part the words of a filter.
    whole = [word for word in known if " " not in word]
    near = get_close_matches(typed, whole, n=1, cutoff=0.0)[0]
    raise FilterError(f"`{term.text}` is no {term.field}. Nearest: `{term.field}:{near}`")


def _agrees(term: Term, server: str, session: Session, state: SessionState) -> bool:
    if not term.text:
        return True
    if term.field:
        values = [FIELDS[term.field](server, session, state)]
    else:
        values = [getter(server, session, state) for getter in FIELDS.values()]
    return _hits(term, values)


def _hits(term: Term, values: list[str]) -> bool:
    if term.fuzzy:
        hit = any(fuzzy(term.text, value) for value in values)
    elif term.exact:
        hit = term.text.lower() in (value.lower() for value in values)
    else:
        # A word holds no white space, so that it cannot match across two values.
        hit = term.text.lower() in "\n".join(values).lower()
    return hit != term.inverse
