"""The one table of keys: it makes the bindings, the footer, the help and the README's section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Place = Literal["sessions", "session", "tasks", "log", "connect"]
Purpose = Literal["Move", "Look", "Act", "Also"]
Hint = tuple[str, str]
TABS: dict[int, str] = {1: "Sessions", 2: "Tasks", 5: "Log"}
"""The tabs that exist, by their digits; `app.ROOMS` knows the page of each but the first."""
PAGES: frozenset[Place] = frozenset({"sessions", "session", "tasks", "log"})
ALL: frozenset[Place] = frozenset({"sessions", "session", "tasks", "log", "connect"})
SESSIONS: frozenset[Place] = frozenset({"sessions"})
TASKS: frozenset[Place] = frozenset({"tasks"})
LISTS: frozenset[Place] = frozenset({"sessions", "tasks"})
ACTING: frozenset[Place] = frozenset({"sessions", "session", "tasks"})
SESSION: frozenset[Place] = frozenset({"session"})
LOG: frozenset[Place] = frozenset({"log"})
CONNECT: frozenset[Place] = frozenset({"connect"})


@dataclass(frozen=True, slots=True)
class Key:
    """Hold one key, or several with one meaning."""

    shown: str
    """As it is written on the screen."""
    what: str
    """For the help and the README."""
    binds: tuple[tuple[str, str], ...]
    """Textual's names of keys, parted by commas, and the action of each."""
    purpose: Purpose
    places: frozenset[Place] = ACTING
    label: str = ""
    """For the footer: a word or two."""
    rank: int = 0
    """Place in the footer from the left; 0 is not there."""
    modifies: bool = False


KEYS: tuple[Key, ...] = (
    Key("arrows jk", "up, down", (("up,k", "move(-1)"), ("down,j", "move(1)")), "Move",
        PAGES),
    Key("pgup pgdn", "a page", (("pageup", "page(-1)"), ("pagedown", "page(1)")), "Move",
        PAGES),
    Key("g  G", "first, last", (("home,g", "edge(-1)"), ("end,G", "edge(1)")), "Move", PAGES),
    Key("enter", "deeper", (("enter", "deeper"),), "Move", LISTS, "open", 1),
    Key("esc", "back", (("escape", "back"),), "Move", SESSION, "back", 1),
    Key("esc", "back", (("escape", "back"),), "Move", LISTS),
    Key("tab", "next pane", (("tab", "pane"),), "Move", SESSION, "pane", 2),
    Key(" ".join(map(str, TABS)), "the tabs", tuple((str(n), f"app.tab({n})") for n in TABS),
        "Move", PAGES),
    Key("enter", "deeper", (("enter", "deeper"),), "Move", LOG, "open session", 1),
    Key("esc", "back", (("escape", "back"),), "Move", LOG),
    Key("c", "log: copy as curl", (("c", "copy"),), "Look", LOG, "copy as curl", 2),
    Key("f", "log: follow", (("f", "follow"),), "Look", LOG, "follow", 3),
    Key("v", "log: kinds", (("v", "kinds"),), "Look", LOG, "kinds", 4),
    Key("/", "filter", (("slash", "filter"),), "Look", LISTS, "filter", 9),
    Key("e", "needs me only", (("e", "needs_me"),), "Look", LISTS, "needs me", 8),
    Key("/", "filter", (("slash", "filter"),), "Look", LOG, "filter", 5),
    Key("s", "sort", (("s", "sort"),), "Look", SESSIONS, "sort", 10),
    Key("o", "older sessions", (("o", "older"),), "Look", SESSIONS),
    Key("t", "theme", (("t", "app.theme"),), "Look", ALL, "theme", 11),
    Key("m", "move to a model", (("m", "model"),), "Act", ACTING, "model", 3, modifies=True),
    Key("f", "take the offer", (("f", "offer"),), "Act", ACTING, "take offer", 2,
        modifies=True),
    Key("p", "answer a request", (("p", "answer"),), "Act", ACTING, "answer", 2, modifies=True),
    Key("x", "cancel; X the tree", (("x", "cancel"), ("X", "cancel_tree")), "Act", ACTING,
        "cancel", 4, modifies=True),
    Key("r", "retry now", (("r", "retry"),), "Act", ACTING, "retry now", 5, modifies=True),
    Key("w", "park until then", (("w", "park"),), "Act", ACTING, "park", 6,
        modifies=True),
    Key("W", "give up waiting", (("W", "give_up"),), "Act", ACTING, modifies=True),
    Key("u", "undo a move", (("u", "undo"),), "Act", ACTING, "undo", 7, modifies=True),
    Key("n", "new task", (("n", "new_task"),), "Act", ACTING, "new task", 7, modifies=True),
    Key("K", "task starts next", (("K", "move_up"),), "Act", TASKS, "start next", 6,
        modifies=True),
    Key("P", "pause our lane", (("P", "pause"),), "Act", TASKS, "pause", 6, modifies=True),
    Key("+ -", "its slots", (("plus", "width(1)"), ("minus", "width(-1)")), "Act", TASKS,
        "slots", 6, modifies=True),
    Key("u", "undo a move", (("u", "undo"),), "Act", LOG, "undo", 6, modifies=True),
    Key("spc", "mark, for x", (("space", "mark"),), "Move", SESSIONS, modifies=True),
    Key("spc", "mark, for x", (("space", "mark"),), "Move", TASKS, "mark", 7, modifies=True),
    Key("enter", "watch this server", (("enter", "join"),), "Act", CONNECT, "watch", 1),
    Key("up down", "up, down", (("up,k", "move(-1)"), ("down,j", "move(1)")), "Move", CONNECT),
    Key("esc", "stop typing", (("escape", "back"),), "Move", CONNECT),
    Key("a", "type an address", (("a", "address"),), "Act", CONNECT, "address", 2),
    Key("d", "look at the demo", (("d", "demo"),), "Act", CONNECT, "demo", 3),
    Key("r", "look for servers again", (("r", "again"),), "Act", CONNECT, "look again", 4),
    Key("s", "start opencode serve", (("s", "serve"),), "Act", CONNECT, "start one", 5),
    Key("?", "this help", (("question_mark", "app.help"),), "Also", ALL),
    Key("q", "quit", (("q", "app.quit"),), "Also", ALL, "quit", 12),
)
HELP: Hint = ("?", "help")


def of_place(place: Place, read_only: bool) -> Iterator[Key]:
    """Yield the keys that do something in a place; where nothing may change, fewer."""
    for key in KEYS:
        if place in key.places and not (key.modifies and read_only):
            yield key


def bindings(place: Place) -> list[BindingType]:
    """Make Textual's bindings of a place."""
    return [
        Binding(keys, action, key.what, show=False)
        for key in of_place(place, read_only=False)
        for keys, action in key.binds
    ]


def footer(place: Place, read_only: bool, without: frozenset[str] = frozenset()) -> list[Hint]:
    """List what the footer shows, most used first; `without` names keys that do nothing now."""
    ranked = [key for key in of_place(place, read_only) if key.rank and key.shown not in without]
    return [(key.shown, key.label) for key in sorted(ranked, key=lambda key: key.rank)]


def by_purpose(read_only: bool) -> dict[Purpose, list[Key]]:
    """Group the keys for the help; a key that does the same in two places is listed once."""
    groups: dict[Purpose, list[Key]] = {"Move": [], "Look": [], "Act": [], "Also": []}
    listed: set[Hint] = set()
    for key in KEYS:
        hint = (key.shown, key.what)
        if key.places == CONNECT or hint in listed or (key.modifies and read_only):
            continue
        listed.add(hint)
        groups[key.purpose].append(key)
    return groups


def as_markdown() -> str:
    """Write the table for the README."""
    rows = [key for keys in by_purpose(read_only=False).values() for key in keys]
    lines = ["| key | does |", "|---|---|", *(f"| `{key.shown}` | {key.what} |" for key in rows)]
    return "\n".join(lines) + "\n"
