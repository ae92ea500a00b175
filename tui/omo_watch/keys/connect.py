"""Keys of the page without any server."""

from __future__ import annotations

from omo_watch.keys.key import CONNECT, Key

KEYS: tuple[Key, ...] = (
    Key("enter", "watch this server", (("enter", "join"),), "Act", CONNECT, "watch", 1),
    Key("up down", "up, down", (("up,k", "move(-1)"), ("down,j", "move(1)")), "Move", CONNECT),
    Key("spc", "mark, for enter", (("space", "mark"),), "Move", CONNECT, "mark", 4),
    Key("esc", "stop typing", (("escape", "back"),), "Move", CONNECT),
    Key("a", "type an address", (("a", "address"),), "Act", CONNECT, "address", 2),
    Key("d", "look at the demo", (("d", "demo"),), "Act", CONNECT, "demo", 3),
    Key("r", "look for servers again", (("r", "again"),), "Act", CONNECT, "look again", 4),
    Key("s", "start opencode serve", (("s", "serve"),), "Act", CONNECT, "start one", 5),
)
