"""Keys of the pages that are lists of sessions and tasks."""

from __future__ import annotations

from omo_watch.keys.key import LISTS, Key

KEYS: tuple[Key, ...] = (
    Key("enter", "deeper", (("enter", "deeper"),), "Move", LISTS, "open", 1),
    Key("esc", "back", (("escape", "back"),), "Move", LISTS),
    Key(
        "tab",
        "next for me",
        (("tab", "needing(1)"), ("shift+tab", "needing(-1)")),
        "Move",
        LISTS,
        "next for me",
        8,
    ),
    Key("/", "filter", (("slash", "filter"),), "Look", LISTS, "filter", 9),
    Key("e", "needs me only", (("e", "needs_me"),), "Look", LISTS, "needs me", 8),
)
