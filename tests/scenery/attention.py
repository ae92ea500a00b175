"""Scenes of notices, and servers that are only read."""

from __future__ import annotations

from tests.scenery.scene import Frame, Scene, frames
from tests.scenery.told.log import told_of
from tests.scenery.told.story import guarded

_FRAMES: tuple[Frame, ...] = (
    ("notices", "what was told away from the screen", told_of, ("5", "g")),
    ("only-read", "a row of a server that is only read", guarded, ("j",)),
    ("only-read-refused", "a key that does nothing there", guarded, ("j", "x")),
)
SCENES: tuple[Scene, ...] = tuple(frames(_FRAMES))
