"""Keys that lead from a session to other programs."""

from __future__ import annotations

from omo_watch.keys.key import REACHING, Key

KEYS: tuple[Key, ...] = (
    Key("a", "attach opencode", (("a", "attach"),), "Act", REACHING, "attach", 8, modifies=True),
    Key(
        "y  Y",
        "copy id, cmd",
        (("y", "copy_id"), ("Y", "copy_command")),
        "Look",
        REACHING,
        "copy id",
        9,
    ),
    Key("B", "in a browser", (("B", "browse"),), "Look", REACHING, "browser", 10),
)
