"""Texts that try to break a terminal, and recordings in which every text is one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from itertools import cycle, islice
from typing import Any

from tests.tui.recorded import RECORDINGS, begun

from omo_watch_core.reduce import reduce
from omo_watch_core.replay import read
from omo_watch_core.state import State

STAGES: dict[str, tuple[str, str]] = {
    "asks": ("permission-ask", '"type": "permission.asked"'),
    "wonders": ("question", '"type": "question.asked"'),
    "waits": ("subagent-retry", '"attempt": 2'),
    "tools": ("ok-run", ""),
    "fails": ("bad-request", ""),
    "tasks": ("omo-b1-background-tasks", ""),
    "todo": ("todo", ""),
    "ui": ("ui-events", ""),
}
"""Servers, the recording of each, and in which line it ends: so that requests stay open.

Together they have every kind of text that a server sends.
"""
TEXTS: dict[str, str] = {
    "markup": "[bold red]x[/] [/foo] [link=https://example.com]y[/link]",
    "click": "[@click=app.quit]press me[/]",
    "colours": "\x1b[31;5mred\x1b[0m \x1b[2J\x1b[H",
    "osc-8": "\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    "osc-52": "\x1b]52;c;aGVsbG8=\x07copied",
    "title-set": "\x1b]0;owned\x07after",
    "dcs": "\x1bPq#0\x1b\\ \x1b_Gf=24;\x1b\\",
    "c1": "\x9b31m\x9d0;t\x9c\x90q\x9c",
    "c0": "a\x00b\x01c\x07d\x08e\x0bf\x0cg\x7fh",
    "carriage-return": "safe\rEVIL",
    "newlines": "one\ntwo\n\n\nthree\r\nfour",
    "tabs": "a\tb\t\tc",
    "bidi-override": "abc\u202etxt.exe\u202c def",
    "bidi-isolates": "\u2066left\u2067right\u2069\u2069\u200e\u200f",
    "right-to-left": "שלום عالم mixed",
    "zero-width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f",
    "family": "👩‍👩‍👧‍👦 family",
    "skin": "👍🏽👋🏿 waves",
    "flags": "🇩🇪🇫🇷🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "variation": "✂️ ☎︎ ❤️",
    "keycap": "1️⃣ #️⃣",
    "marks": "e" + "\u0301" * 100 + "nd",
    "decomposed": "e\u0301 n\u0303 한",
    "wide": "翻訳して表を直す、長い題名はどこかで切られる " * 4,
    "half-wide": "ﾊﾝｶｸ ＦＵＬＬ",
    "tags": "a\U000e0041\U000e007fb",
    "private": "\ue000\uf8ff\U000f0000 x",
    "separators": "a\u2028b\u2029c\x85d",
    "lone-surrogate": "a\ud800b\udfffc",
    "format": "%s %(x)s {0} {x!r} \\n ${HOME} $(id) `id`",
    "entities": "a&#13;b&#x202e;c&Tab;d&#27;[31me",
    "deep": "*" * 600 + "a" + "*" * 600,
    "empty": "",
    "blanks": " \t  \u3000\u00a0 ",
    "unbroken": "x" * 100_000,
    "long-lines": ("word " * 200 + "\n") * 100,
}
BIG = frozenset({"unbroken", "long-lines"})
NAMED = frozenset({
    "title", "description", "agent", "text", "delta", "output", "message", "content", "question",
    "header", "label", "command", "prompt", "subagent_type", "category", "error", "pattern",
    "directory", "modelID", "providerID", "permission", "name", "url", "filename", "filePath",
    "path", "raw", "diff", "patch", "file", "variant", "responseBody",
})  # fmt: skip
"""Keys of a payload whose text somebody outside has written."""
LISTED = frozenset({"patterns", "always"})
NAMED_AS_WELL = {"tools": frozenset({"tool"})}
"""A tool of another name is no call of `task` any more: that is told by one server only."""


Say = Callable[[], str]
"""Gives the text for the next place."""


def always(name: str) -> Say:
    """Say one text in all places."""
    return lambda: TEXTS[name]


def dealt(first: int) -> Say:
    """Say all texts in turn, beginning with the one that has this number."""
    turn = islice(cycle(TEXTS.values()), first, None)
    return lambda: next(turn)


@cache
def always_said(name: str) -> State:
    """Give what is known after servers have said one text wherever they say any."""
    return hostile(always(name))


def hostile(say: Say) -> State:
    """Give what is known after servers have said such texts wherever they say any."""
    state = State(mode="assist", owner="ann@desk")
    for name in STAGES:
        tape = read(lines(name, say), server=name)
        named = (getattr(event, "session", None) for event in tape.events)
        seen = dict.fromkeys(one for one in named if isinstance(one, str))
        state = reduce(begun(state, tape, name, seen), tape.events)[0]
    return state


def lines(stage: str, say: Say) -> list[bytes]:
    """Give the lines of a recording with such texts in the place of all others."""
    recording, last = STAGES[stage]
    named = NAMED | NAMED_AS_WELL.get(stage, frozenset())
    told: list[bytes] = []
    for line in (RECORDINGS / f"{recording}.jsonl").read_text("utf-8").splitlines():
        told.append(json.dumps(_with(json.loads(line), say, named)).encode())
        if last and last in line:
            break
    return told


def _with(told: Any, say: Say, named: frozenset[str], key: str = "") -> Any:
    if isinstance(told, dict):
        return {name: _with(value, say, named, name) for name, value in told.items()}
    if isinstance(told, list):
        return [_with(value, say, named, "pattern" if key in LISTED else key) for value in told]
    if isinstance(told, str) and key in named:
        return f"/srv/{say()}" if key == "directory" else say()
    return told
