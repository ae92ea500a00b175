"""Keys that all pages have."""

from __future__ import annotations

from omo_watch.keys.key import ALL, PAGES, Key
from omo_watch.keys.tabs import TABS

KEYS: tuple[Key, ...] = (
    Key("arrows jk", "up, down", (("up,k", "move(-1)"), ("down,j", "move(1)")), "Move", PAGES),
    Key("pgup pgdn", "a page", (("pageup", "page(-1)"), ("pagedown", "page(1)")), "Move", PAGES),
    Key("g  G", "first, last", (("home,g", "edge(-1)"), ("end,G", "edge(1)")), "Move", PAGES),
    Key(
        " ".join(map(str, TABS)),
        "the tabs",
        tuple((str(n), f"app.tab({n})") for n in TABS),
        "Move",
        PAGES,
    ),
    Key("t", "theme", (("t", "app.theme"),), "Look", ALL, "theme", 11),
    Key(":", "command", (("colon", "app.command"),), "Look", ALL, "command", 10),
    Key("ctrl+p", "palette", (("ctrl+p", "app.palette"),), "Look", ALL),
    Key("?", "this help", (("question_mark", "app.help"),), "Also", ALL),
    Key("!", "settings faults", (("exclamation_mark", "app.faults"),), "Also", ALL),
    Key("q", "quit", (("q", "app.quit"),), "Also", ALL, "quit", 12),
)
