"""The filter language: words, `field:value`, `!` for not, `~` for letters in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches

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


def parse(text: str, fields: Collection[str] = FIELDS.keys()) -> tuple[Term, ...]:
    """Read a filter; raises FilterError for a field that does not exist."""
    return tuple(_term(word, fields) for word in text.split())


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
    is_fuzzy = text.startswith("~")
    return Term(field=field, text=text[1:] if is_fuzzy else text, inverse=inverse, fuzzy=is_fuzzy)


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
    else:
        # A word holds no white space, so that it cannot match across two values.
        hit = term.text.lower() in "\n".join(values).lower()
    return hit != term.inverse
