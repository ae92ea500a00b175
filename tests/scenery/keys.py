"""Scenes of keys: command line, palette, help, and keys without a meaning."""

from __future__ import annotations

from tests.scenery.scene import LARGE, SMALL, Scene, frames
from tests.scenery.told.story import story

_HELP = (
    ("sessions", ()),
    ("session", ("enter",)),
    ("tasks", ("2",)),
    ("inbox", ("4",)),
    ("log", ("5",)),
)

SCENES: tuple[Scene, ...] = (
    *frames(
        (
            ("command", "the words of this page", story, ("colon",)),
            (
                "command-completed",
                "a word, and the model it is completed to",
                story,
                ("colon", *"mo", "tab", "space", *"gpt", "tab", "tab"),
            ),
            ("command-refused", "no such word", story, ("colon", *"taks", "enter")),
            ("palette", "all that can be done", story, ("ctrl+p",)),
            ("palette-filtered", "what has the letters", story, ("ctrl+p", *"ca")),
            ("no-key", "a key that has its meaning elsewhere", story, ("K",)),
        )
    ),
    *(
        Scene(
            f"help-{place}-{size[0]}x{size[1]}",
            "keys of one page first",
            story,
            size,
            (*keys, "question_mark"),
        )
        for place, keys in _HELP
        for size in (SMALL, LARGE)
    ),
    Scene("help-elsewhere", "keys of other pages", story, keys=("question_mark", "space")),
    Scene("command-ascii", "without other signs", story, keys=("colon", *"sort "), glyphs="ascii"),
    Scene("command-nocolor", "without colour", story, keys=("colon", *"so", "tab"), plain=True),
    Scene("palette-nocolor", "without colour", story, keys=("ctrl+p", *"th"), plain=True),
    Scene("command-contrast", "black", story, keys=("colon", "t"), theme="contrast"),
)
