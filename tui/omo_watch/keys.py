"""The one table of keys: it makes the bindings, the footer, the help and the README's section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Place = Literal["sessions", "session", "connect"]
Purpose = Literal["Move", "Look", "Act", "Also"]
ALL: frozenset[Place] = frozenset({"sessions", "session", "connect"})
WATCHING: frozenset[Place] = frozenset({"sessions", "session"})


@dataclass(frozen=True, slots=True)
class Key:
    """Hold one key, or several with one meaning."""

    keys: str
    """Textual's names, parted by commas."""
    shown: str
    label: str
    """For the footer: a word or two."""
    what: str
    """For the help."""
    action: str
    purpose: Purpose
    places: frozenset[Place] = WATCHING
    modifies: bool = False
    rank: int = 0
    """Place in the footer from the left; 0 is not there."""


def _only(*places: Place) -> frozenset[Place]:
    return frozenset(places)


KEYS: tuple[Key, ...] = (
    Key("up,k", "↑ k", "up", "up", "move(-1)", "Move"),
    Key("down,j", "↓ j", "down", "down", "move(1)", "Move"),
    Key("pageup", "pgup", "page up", "a page up", "page(-1)", "Move"),
    Key("pagedown", "pgdn", "page down", "a page down", "page(1)", "Move"),
    Key("home,g", "g", "first", "first", "edge(-1)", "Move"),
    Key("end,G", "G", "last", "last", "edge(1)", "Move"),
    Key("enter", "enter", "open", "deeper: the whole session", "deeper", "Move", _only("sessions"), rank=1),
    Key("escape", "esc", "back", "back: one step out", "back", "Move", rank=0),
    Key("tab", "tab", "pane", "next pane", "pane", "Move", _only("session"), rank=3),
    Key("1", "1", "sessions", "sessions", "tab(1)", "Move"),
    Key("slash", "/", "filter", "filter", "filter", "Look", _only("sessions"), rank=7),
    Key("e", "e", "needs me", "only what needs me", "needs_me", "Look", _only("sessions"), rank=6),
    Key("s", "s", "sort", "sort", "sort", "Look", _only("sessions"), rank=8),
    Key("o", "o", "older", "show the folded older ones", "older", "Look", _only("sessions")),
    Key("t", "t", "theme", "theme", "theme", "Look", ALL, rank=9),
    Key("m", "m", "model", "move to a model", "model", "Act", modifies=True, rank=4),
    Key("x", "x", "cancel", "cancel, asks first", "cancel", "Act", modifies=True, rank=5),
    Key("a", "a", "address", "type an address", "address", "Act", _only("connect"), rank=1),
    Key("d", "d", "demo", "look at the demo", "demo", "Act", _only("connect"), rank=2),
    Key("r", "r", "look again", "look for servers again", "again", "Act", _only("connect"), rank=3),
    Key("s", "s", "start one", "start opencode serve", "serve", "Act", _only("connect"), rank=4),
    Key("question_mark", "?", "help", "this help", "help", "Also", ALL),
    Key("q", "q", "quit", "quit", "quit", "Also", ALL, rank=10),
)
BACK_IN_SESSION = 2


def of_place(place: Place, read_only: bool) -> Iterator[Key]:
    """Yield the keys that do something in a place; where nothing may change, fewer."""
    for key in KEYS:
        if place in key.places and not (key.modifies and read_only):
            yield key


def bindings(place: Place) -> list[Binding]:
    """Make Textual's bindings of a place."""
    return [
        Binding(key.keys, key.action, key.what, show=False)
        for key in KEYS
        if place in key.places
    ]


def footer(place: Place, read_only: bool) -> list[tuple[str, str]]:
    """List what the footer shows, most used first."""
    ranked = [
        (BACK_IN_SESSION if key.action == "back" else key.rank, key)
        for key in of_place(place, read_only)
        if key.rank or (key.action == "back" and place == "session")
    ]
    return [(key.shown, key.label) for _, key in sorted(ranked, key=lambda pair: pair[0])]


def by_purpose(read_only: bool) -> dict[Purpose, list[Key]]:
    """Group the keys for the help; what does the same in two places is listed once."""
    groups: dict[Purpose, list[Key]] = {"Move": [], "Look": [], "Act": [], "Also": []}
    for key in KEYS:
        if key.places != frozenset({"connect"}) and not (key.modifies and read_only):
            groups[key.purpose].append(key)
    return groups


def as_markdown() -> str:
    """Write the table for the README."""
    lines = ["| key | does |", "|---|---|"]
    for purpose, keys in by_purpose(read_only=False).items():
        lines += [f"| `{key.shown}` | {key.what} |" for key in keys]
        del purpose
    return "\n".join(lines) + "\n"
