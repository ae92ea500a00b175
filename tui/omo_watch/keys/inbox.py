"""Keys of the page of what needs a person."""

from __future__ import annotations

from omo_watch.keys.key import INBOX, Key

KEYS: tuple[Key, ...] = (
    Key("enter", "deeper", (("enter", "deeper"),), "Move", INBOX, "open session", 5),
    Key("esc", "back", (("escape", "back"),), "Move", INBOX),
    Key(
        "o", "inbox: allow once", (("o", "permit('once')"),), "Act", INBOX, "once", 1, modifies=True
    ),
    Key(
        "A",
        "inbox: allow always",
        (("A", "permit('always')"),),
        "Act",
        INBOX,
        "always",
        2,
        modifies=True,
    ),
    Key("R", "inbox: reject", (("R", "reject"),), "Act", INBOX, "reject", 3, modifies=True),
    Key(
        "i",
        "inbox: reject with words",
        (("i", "tell_it"),),
        "Act",
        INBOX,
        "tell it",
        4,
        modifies=True,
    ),
    Key("p", "answer a request", (("p", "answer"),), "Act", INBOX, "answer", 1, modifies=True),
    Key("f", "take the offer", (("f", "offer"),), "Act", INBOX, "take offer", 1, modifies=True),
    Key("m", "move to a model", (("m", "model"),), "Act", INBOX, "model", 6, modifies=True),
    Key(
        "x",
        "cancel; X the tree",
        (("x", "cancel"), ("X", "cancel_tree")),
        "Act",
        INBOX,
        "cancel",
        7,
        modifies=True,
    ),
    Key("d", "inbox: close news", (("d", "close_news"),), "Look", INBOX, "close", 2),
    Key("u", "undo a move", (("u", "undo"),), "Act", INBOX, modifies=True),
    Key("w", "park until then", (("w", "park"),), "Act", INBOX, modifies=True),
    Key("J  K", "inbox: read on", (("J", "read_on(1)"), ("K", "read_on(-1)")), "Move", INBOX),
    Key("spc", "inbox: mark", (("space", "mark"),), "Move", INBOX, "mark", 8),
    Key("h", "inbox: answered ones", (("h", "past"),), "Look", INBOX, "answered before", 10),
    Key("/", "filter", (("slash", "filter"),), "Look", INBOX, "filter", 9),
)
