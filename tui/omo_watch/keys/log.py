"""Keys of the page of what happened."""

from __future__ import annotations

from omo_watch.keys.key import LOG, Key

KEYS: tuple[Key, ...] = (
    Key("enter", "deeper", (("enter", "deeper"),), "Move", LOG, "open session", 1),
    Key("esc", "back", (("escape", "back"),), "Move", LOG),
    Key("c", "log: copy as curl", (("c", "copy"),), "Look", LOG, "copy as curl", 2),
    Key("f", "log: follow", (("f", "follow"),), "Look", LOG, "follow", 3),
    Key("v", "log: kinds", (("v", "kinds"),), "Look", LOG, "kinds", 4),
    Key("/", "filter", (("slash", "filter"),), "Look", LOG, "filter", 5),
    Key("J  K", "log: read on", (("J", "read_on(1)"), ("K", "read_on(-1)")), "Move", LOG),
    Key("u", "undo a move", (("u", "undo"),), "Act", LOG, "undo", 6, modifies=True),
)
