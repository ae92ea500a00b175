"""What the pane below the board says of a model or an incident, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from omo_watch.lines.models.words import model_of, price_words, reasons
from omo_watch.lines.moments import time_of_day
from omo_watch.lines.naming import called
from omo_watch_core.clock import DISAGREE_AFTER, age, overdue
from omo_watch_core.limited import Limit
from omo_watch_core.resets import stated_ms
from omo_watch_core.select.board.concerned import Concerned, concerned
from omo_watch_core.select.board.nouns import Incident, ModelRow
from omo_watch_core.state import State

NOWHERE = "nowhere: their chains have nothing else that can answer"


class BoardFacts(NamedTuple):
    """Hold the words of one row."""

    title: str
    said: str
    """Behind the state."""
    labelled: tuple[tuple[str, str], ...]
    row: ModelRow | None = None
    """None for an incident."""


def model_facts(state: State, row: ModelRow) -> BoardFacts:
    """Put a model into words."""
    users = concerned(state, row.users, row.on_it)
    here = [one for one in users if one.now]
    behind = [one for one in users if not one.now]
    several = len(state.servers) > 1
    labelled = [
        ("hit by", _hits(row.hits, state, several=several) if row.is_limited else ""),
        ("on it now", _titles(here, several=several)),
        ("they go to", _goals(here) if row.is_limited else ""),
        ("in chains of", _titles(behind, several=several)),
        ("known to", _offered(row)),
        ("a probe", f"one word; {price_words(row.info)}" if row.servers else ""),
    ]
    said = _said(state, row)
    return BoardFacts(row.name, said, tuple(pair for pair in labelled if pair[1]), row)


def incident_facts(state: State, incident: Incident) -> BoardFacts:
    """Put a provider's incident into words."""
    on_it = [key for row in incident.models for key in row.on_it]
    users = concerned(state, incident.users, on_it)
    here = [one for one in users if one.now]
    several = len(state.servers) > 1
    hits = [hit for row in incident.models for hit in row.hits]
    met = sorted(hits, key=lambda hit: -hit.met_ms)
    models = ", ".join(model_of(row.name) for row in incident.models)
    first, last = (overdue(ms - state.now_ms) for ms in (incident.first_ms, incident.last_ms))
    labelled = (
        ("models", models),
        ("hit by", _hits(met, state, several=several)),
        ("on them now", _titles(here, several=several)),
        ("they go to", _goals(here)),
        ("in chains of", _titles([one for one in users if not one.now], several=several)),
    )
    until = "" if first == last else f" · all {last}"
    said = f"the first {first}{until} · {reasons(hits)}"
    title = f"{incident.provider}, {len(incident.models)} of {incident.of} models"
    return BoardFacts(title, said, tuple(pair for pair in labelled if pair[1]))


def _said(state: State, row: ModelRow) -> str:
    now = state.now_ms
    if row.standing == "held" and row.note is not None:
        return "nothing here chooses it; other programs do not know of that"
    if row.standing == "not connected":
        return f"{', '.join(row.missing)} does not offer it, and a chain there names it"
    last = row.last
    if last is None or not row.is_limited:
        return "no limit was met with it of late"
    back = overdue(last.until_ms - now) if last.stated or last.until_ms > now else "due"
    back = "" if back == row.standing else f"{back} · "
    if not last.stated:
        return f"{back}nobody said until when: this is our own cooldown"
    return f"{back}{_agreement(state, last)}"


def _agreement(state: State, last: Limit) -> str:
    """Say whether server and message tell the same end."""
    says = f"the server says {time_of_day(last.until_ms)}"
    session = state.session((last.server, last.session))
    wait = session.retry if session is not None else None
    if wait is None:
        return says
    told = stated_ms(wait.message, wait.since_ms, state.servers[last.server].offset_ms)
    if told is None:
        return says
    if abs(told - last.until_ms) <= DISAGREE_AFTER:
        return f"{says}, and so does the message"
    return f"{says}, the message {time_of_day(told)}"


def _hits(hits: Sequence[Limit], state: State, *, several: bool) -> str:
    named: dict[tuple[str, str], str] = {}
    for hit in hits:
        where = f" on {hit.server}" if several else ""
        ago = age(state.now_ms - hit.met_ms)
        name = called(hit.title, child=True) or hit.session
        named.setdefault((hit.server, hit.session), f"{name}{where} {ago} ago")
    return ", ".join(named.values())


def _titles(users: Sequence[Concerned], *, several: bool) -> str:
    names = [called(one.title, child=True) or one.key[1] for one in users]
    if len(users) > 1:
        return f"{len(users)}: " + ", ".join(names)
    where = [f" on {one.key[0]}" if several else "" for one in users]
    return ", ".join(f"{name}{at}" for name, at in zip(names, where, strict=True))


def _goals(users: Sequence[Concerned]) -> str:
    """Say where those who are on it would go, and how many to each."""
    goals = Counter(one.goes_to for one in users)
    if not goals:
        return ""
    if set(goals) == {""}:
        return NOWHERE
    words = [
        f"{model_of(name) if name else 'nowhere'}{f' ({many})' if len(users) > 1 else ''}"
        for name, many in goals.most_common()
    ]
    return ", ".join(words)


def _offered(row: ModelRow) -> str:
    """Name the servers, where not all of them offer it."""
    if not row.missing or not row.servers:
        return ""
    return f"{', '.join(row.servers)}; not to {', '.join(row.missing)}"
