"""Keys that do something to the session in question."""

from __future__ import annotations

from omo_watch.keys.key import ACTING, Key

KEYS: tuple[Key, ...] = (
    Key("m", "move to a model", (("m", "model"),), "Act", ACTING, "model", 3, modifies=True),
    Key("f", "take the offer", (("f", "offer"),), "Act", ACTING, "take offer", 2, modifies=True),
    Key("p", "answer a request", (("p", "answer"),), "Act", ACTING, "answer", 2, modifies=True),
    Key(
        "x",
        "cancel; X the tree",
        (("x", "cancel"), ("X", "cancel_tree")),
        "Act",
        ACTING,
        "cancel",
        4,
        modifies=True,
    ),
    Key("r", "retry now", (("r", "retry"),), "Act", ACTING, "retry now", 5, modifies=True),
    Key("w", "park until then", (("w", "park"),), "Act", ACTING, "park", 6, modifies=True),
    Key("W", "give up waiting", (("W", "give_up"),), "Act", ACTING, modifies=True),
    Key("u", "undo a move", (("u", "undo"),), "Act", ACTING, "undo", 7, modifies=True),
    Key("n", "new task", (("n", "new_task"),), "Act", ACTING, "new task", 7, modifies=True),
)
