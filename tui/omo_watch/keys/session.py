"""Keys of one session on the whole screen."""

from __future__ import annotations

from omo_watch.keys.key import SESSION, Key

SEARCH = "/ n N"
"""How the search is written: `n` is a new task while nothing is looked for."""
KEYS: tuple[Key, ...] = (
    Key("esc", "back", (("escape", "back"),), "Move", SESSION, "back", 1),
    Key(
        "tab",
        "next pane",
        (("tab", "pane(1)"), ("shift+tab", "pane(-1)")),
        "Move",
        SESSION,
        "pane",
        2,
    ),
    Key(
        "[  ]",
        "to a tool",
        (("left_square_bracket", "tool(-1)"), ("right_square_bracket", "tool(1)")),
        "Move",
        SESSION,
    ),
    Key("enter", "unfold a tool", (("enter", "unfold"),), "Look", SESSION, "unfold", 7),
    Key(
        SEARCH,
        "search",
        (("slash", "search"), ("N", "match(-1)")),
        "Look",
        SESSION,
        "search",
        8,
        beside=("new_task",),
    ),
)
