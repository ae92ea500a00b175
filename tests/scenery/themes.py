"""Scenes of looks and layouts."""

from __future__ import annotations

from omo_watch.stage import Columns
from omo_watch.wardrobe import Wardrobe
from omo_watch_themes import Shelf, load
from tests.scenery.scene import LARGE, SMALL, Frame, Scene, frames
from tests.scenery.told.story import story

MINE = Wardrobe(
    Shelf(
        {"night": load("dusk").model_copy(update={"name": "night", "accent": "#f0b0d0"})},
        ("'sea.toml' line 14: 'buzy' is not a role (nearest: busy)",),
    )
)
RED = Wardrobe(accents={"ci-box": "bad", "laptop": "#3fb0ac"})
CHOSEN = Columns(
    ("state", "session", "cost", "time", "model", "ladder", "agent"),
    ("state", "task", "parent", "time", "agent", "why"),
)
FAULTS = (
    "config.toml line 12: `theem` is not a setting. Nearest: `theme`. The rest is in use.",
    "config.toml line 15: `columns.sessions`: `sesion` is not a column. Nearest: `session`. "
    "The rest is in use.",
    "'sea.toml' line 14: 'buzy' is not a role (nearest: busy)",
)
_FRAMES: tuple[Frame, ...] = (
    ("themes", "themes, the one under the cursor is worn", story, ("j", "t")),
    ("themes-other", "another one is tried on", story, ("j", "t", "down", "down")),
    ("sort", "what sessions are sorted by, on two levels", story, ("j", "s", "c", "s", "T", "s")),
)
SCENES: tuple[Scene, ...] = (
    *frames(_FRAMES),
    Scene(
        "themes-own",
        "one of a person's own, and one that is none",
        story,
        keys=("j", "t", *"own"),
        theme="paper",
        wardrobe=MINE,
    ),
    Scene("themes-own-140x40", "with more room", story, LARGE, ("j", "t"), wardrobe=MINE),
    *(
        Scene(
            f"accent-{size[0]}x{size[1]}-{theme}",
            "a server with a colour of its own",
            story,
            size,
            ("j",),
            theme,
            wardrobe=RED,
        )
        for size in (SMALL, LARGE)
        for theme in ("dusk", "paper")
    ),
    Scene("accent-terminal", "16 colours", story, keys=("j",), theme="terminal", wardrobe=RED),
    Scene("accent-nocolor", "without colour", story, keys=("j",), plain=True, wardrobe=RED),
    Scene("columns-80x24", "columns of one's own", story, keys=("j",), columns=CHOSEN),
    Scene("columns-140x40", "with more room", story, LARGE, ("j",), columns=CHOSEN),
    Scene("columns-tasks", "of tasks", story, LARGE, ("2", "j"), columns=CHOSEN),
    *(
        Scene(
            f"settings-{size[0]}x{size[1]}-{theme}",
            "what is wrong in the settings",
            story,
            size,
            ("j", *keys),
            theme,
            faults=FAULTS,
        )
        for size, theme, keys in ((SMALL, "dusk", ()), (LARGE, "paper", ()))
    ),
    Scene("settings-all-80x24", "all of it", story, keys=("j", "exclamation_mark"), faults=FAULTS),
    Scene(
        "settings-all-140x40",
        "all of it",
        story,
        LARGE,
        ("exclamation_mark",),
        "paper",
        faults=FAULTS,
    ),
    Scene("themes-none", "no theme has these letters", story, keys=("t", *"zz")),
    Scene("themes-terminal", "16 colours", story, keys=("j", "t"), theme="terminal"),
    Scene("themes-nocolor", "without colour", story, keys=("j", "t"), plain=True),
    Scene("themes-ascii", "without other signs", story, keys=("4", "t"), glyphs="ascii"),
)
