"""Keys of the page of models."""

from __future__ import annotations

from omo_watch.keys.key import MODELS, Key

KEYS: tuple[Key, ...] = (
    Key("enter", "models: its sessions", (("enter", "deeper"),), "Move", MODELS, "sessions", 1),
    Key("esc", "back", (("escape", "back"),), "Move", MODELS),
    Key("c", "models: forget cooldown", (("c", "clear"),), "Act", MODELS, "clear", 2),
    Key("h", "models: hold, release", (("h", "hold"),), "Act", MODELS, "hold", 3),
    Key("b", "models: probe", (("b", "probe"),), "Act", MODELS, "probe", 4, modifies=True),
    Key("v", "models: all, limited", (("v", "shows"),), "Look", MODELS, "all", 5),
    Key("/", "filter", (("slash", "filter"),), "Look", MODELS, "filter", 6),
)
