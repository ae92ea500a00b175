"""Keys of the page of background tasks."""

from __future__ import annotations

from omo_watch.keys.key import TASKS, Key

KEYS: tuple[Key, ...] = (
    Key("K", "task starts next", (("K", "move_up"),), "Act", TASKS, "start next", 6, modifies=True),
    Key("P", "pause our lane", (("P", "pause"),), "Act", TASKS, "pause", 6, modifies=True),
    Key(
        "+ -",
        "its slots",
        (("plus", "width(1)"), ("minus", "width(-1)")),
        "Act",
        TASKS,
        "slots",
        6,
        modifies=True,
    ),
    Key("spc", "mark", (("space", "mark"),), "Move", TASKS, "mark", 7, modifies=True),
    Key("*", "mark all", (("asterisk,ctrl+a", "mark_all"),), "Move", TASKS, modifies=True),
)
