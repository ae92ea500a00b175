"""What the palette lists: keys of this page, of others, then tabs, sessions and themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from omo_watch.keys.elsewhere import ORDER, bare
from omo_watch.keys.key import PAGES, Key, Place
from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.naming import written
from omo_watch.keys.places import name_of_place
from omo_watch.keys.table import of_place
from omo_watch.keys.words import spoken, word_of, words_of
from omo_watch.lines.naming import name_of
from omo_watch.orders.order import ROOMS, Order
from omo_watch.orders.scoring import score
from omo_watch_core.state import SessionKey, State

Kind = Literal["here", "elsewhere", "tab", "session", "theme"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one thing that the palette can do."""

    kind: Kind
    title: str
    aside: str
    """Its key, or where it is."""
    order: Order | None = None
    session: SessionKey | None = None


def entries(
    state: State, place: Place, themes: Sequence[str], keyboard: Keyboard, read_only: bool
) -> list[Entry]:
    """List all of it; from the page without a server nothing leads to another one."""
    found = [*_acts("here", place, keyboard, read_only)]
    looks = [Entry("theme", f"theme {name}", "theme", Order("theme", name)) for name in themes]
    if place == "connect":
        return [*found, *looks]
    known = {entry.title for entry in found}
    for other in ORDER:
        for entry in _acts("elsewhere", other, keyboard, read_only) if other != place else []:
            if entry.title not in known:
                known.add(entry.title)
                found.append(entry)
    tabs = [entry for entry in found if entry.kind == "tab"]
    found = [entry for entry in found if entry.kind != "tab"]
    sessions = [
        Entry("session", name_of(session), server.name, session=(server.name, session.id))
        for server in state.servers.values()
        for session in server.sessions.values()
    ]
    return [*found, *tabs, *sorted(sessions, key=lambda entry: entry.title.lower()), *looks]


def matching(among: Sequence[Entry], typed: str) -> list[Entry]:
    """Keep what has the typed letters in their order, best first."""
    if not typed.strip():
        return list(among)
    scored = [(score(typed, entry.title), -place) for place, entry in enumerate(among)]
    best = sorted((each for each in scored if each[0] > 0), reverse=True)
    return [among[-place] for _, place in best]


def _acts(kind: Kind, place: Place, keyboard: Keyboard, read_only: bool) -> list[Entry]:
    """List what keys do in a place, its own first; steps of the cursor need no palette."""
    found: list[Entry] = []
    for key in sorted(of_place(place, read_only), key=lambda key: key.places >= PAGES):
        for usual, action in key.binds:
            word = word_of(action)
            sign = written(keyboard.names(word, usual)[-1])
            if word in ROOMS:
                found.append(Entry("tab", word.capitalize(), sign, Order(word)))
            elif key.purpose != "Move" and word not in ("palette", "command"):
                aside = sign if kind == "here" else f"{name_of_place(place)}  {sign}"
                found.append(Entry(kind, _title(key, word), aside, Order(word)))
    return found


def _title(key: Key, word: str) -> str:
    """Give a word, and what it does where that says more."""
    name, what = spoken(word), bare(key).partition(";")[0]
    return name if name == what or word != words_of(key)[0] else f"{name}: {what}"
