"""Scenes of what leads out of the program, and marks."""

from __future__ import annotations

from tests.scenery.scene import Frame, Scene, frames
from tests.scenery.told.story import story
from tests.tui.demo_ladders import minute

_WAITING = ("slash", *"state:retry", "enter", "asterisk")
_FRAMES: tuple[Frame, ...] = (
    ("reach-copied", "the id is copied, and said", minute, ("j", "y")),
    ("reach-command", "the command that attaches", minute, ("j", "Y")),
    ("marks-all", "all that is shown is marked", story, _WAITING),
    ("move-marked", "what a move does to each", story, (*_WAITING, "m", *"3-pro", "enter")),
    (
        "park-marked",
        "what is put aside, and what is left",
        story,
        ("j", "space", "j", "j", "space", "G", "k", "k", "space", "w"),
    ),
)
SCENES: tuple[Scene, ...] = (*frames(_FRAMES),)
