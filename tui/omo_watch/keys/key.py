"""What a key is: how it is written, what it does, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["sessions", "session", "tasks", "models", "inbox", "log", "connect"]
Purpose = Literal["Move", "Look", "Act", "Also"]
Hint = tuple[str, str]
"""How a key is written, and a word or two of what it does."""
PAGES: frozenset[Place] = frozenset({"sessions", "session", "tasks", "models", "inbox", "log"})
_CONNECT: Place = "connect"
ALL: frozenset[Place] = frozenset({*PAGES, _CONNECT})
SESSIONS: frozenset[Place] = frozenset({"sessions"})
TASKS: frozenset[Place] = frozenset({"tasks"})
LISTS: frozenset[Place] = frozenset({"sessions", "tasks"})
ACTING: frozenset[Place] = frozenset({"sessions", "session", "tasks"})
SESSION: frozenset[Place] = frozenset({"session"})
MODELS: frozenset[Place] = frozenset({"models"})
INBOX: frozenset[Place] = frozenset({"inbox"})
LOG: frozenset[Place] = frozenset({"log"})
REACHING: frozenset[Place] = frozenset({"sessions", "session", "tasks", "inbox"})
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
    beside: tuple[str, ...] = ()
    """Words of other keys that are written behind its first one."""
    modifies: bool = False
