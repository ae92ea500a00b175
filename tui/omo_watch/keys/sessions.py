"""Keys of the page of all sessions."""

from __future__ import annotations

from omo_watch.keys.key import SESSIONS, Key

KEYS: tuple[Key, ...] = (
    Key("s", "sort", (("s", "sort"),), "Look", SESSIONS, "sort", 10),
    Key("S", "other way round", (("S", "reverse"),), "Look", SESSIONS),
    Key("o", "older sessions", (("o", "older"),), "Look", SESSIONS),
    Key("spc", "mark", (("space", "mark"),), "Move", SESSIONS, modifies=True),
    Key("*", "mark all", (("asterisk,ctrl+a", "mark_all"),), "Move", SESSIONS, modifies=True),
)
