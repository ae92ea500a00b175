"""Scenes of what needs a person."""

from __future__ import annotations

from tests.scenery.scene import LARGE, Frame, Scene, frames
from tests.scenery.told.asks import answered, long_script, nothing_left
from tests.scenery.told.journal import after_restart
from tests.scenery.told.results import came_back, not_proved
from tests.scenery.told.story import costly, read_only, story
from tests.tui.recorded import two_writers

_FRAMES: tuple[Frame, ...] = (
    ("inbox", "all that needs a person", story, ("4",)),
    ("inbox-question", "a question with its choices", story, ("4", "j")),
    ("inbox-failed", "a session that ended without an answer", story, ("4", *"jjjj")),
    ("inbox-stuck", "a session that is stuck", story, ("4", *"jjj")),
    ("inbox-news", "news that can be put away", not_proved, ("4", "escape", "G")),
    ("inbox-offer", "a step that others feel", costly, ("4", "slash", *"kind:offer", "enter", "G")),
    ("inbox-mismatch", "claim and fact differ", two_writers, ("4",)),
    ("inbox-marked", "several at once", story, ("4", "space", "space")),
    ("inbox-past", "what was answered and closed", answered, ("4", "h")),
    ("inbox-empty", "nothing waits any more", nothing_left, ("4",)),
    ("inbox-read-only", "nothing may be changed", read_only, ("4",)),
)
SCENES: tuple[Scene, ...] = (
    *frames(_FRAMES, frozenset({"inbox"})),
    Scene("inbox-long-80x24", "a script longer than the pane", long_script, keys=("4",)),
    Scene("inbox-long-140x40", "the same with more room", long_script, LARGE, ("4", *"JJJ")),
    Scene("inbox-tell", "words for a reject", story, keys=("4", "i", *"Not on a Friday")),
    Scene("inbox-restart", "what an earlier run left", after_restart, keys=("4", "G")),
    Scene("inbox-pushed", "more bad news than lines", came_back, LARGE, ("4",)),
    Scene("inbox-filter", "a filter as it is typed", story, keys=("4", "slash", *"kind:stuck")),
    Scene("inbox-filter-empty", "a filter without a hit", story, keys=("4", "slash", *"zzz")),
    Scene("inbox-filter-wrong", "no such field", story, keys=("4", "slash", *"knd:stuck")),
    Scene("inbox-nocolor", "without colour", story, keys=("4", "j"), plain=True),
    Scene("inbox-ascii", "without other signs", story, keys=("4",), glyphs="ascii"),
    Scene("inbox-contrast", "black", story, keys=("4",), theme="contrast"),
    Scene("inbox-terminal", "16 colours", story, keys=("4",), theme="terminal"),
)
