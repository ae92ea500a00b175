"""What a toast says, in one telling line: whoever said it, it is a claim."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch.lines.pen import Pen
from omo_watch.lines.text import one_line
from omo_watch_core.model import Toast
from omo_watch_core.tasks.toast_reading import TaskToast, read

LEVELS = {"error": "bad", "warning": "wait"}
CLAIM = "claim"
"""What is said of an end is said of every outcome alike, so no level of it counts."""


class Telling(NamedTuple):
    """Hold a toast in words."""

    level: str
    role: str
    title: str
    text: str


def telling(toast: Toast, pen: Pen) -> Telling:
    """Put a toast into words; no success of a toast reads as one."""
    said = read(toast)
    if said.says == "launch":
        return Telling("info", "soft", toast.title, _launch(said, toast, pen))
    if said.says == "end":
        left = _counts(said)
        more = f" {pen.glyphs.separator} {left}" if left else ""
        # Its title says that all went well, which nobody knows: it is left out.
        return Telling(CLAIM, "soft", "", f"the plugin says: {said.ended}{more}")
    level = CLAIM if toast.variant == "success" else toast.variant or "info"
    return Telling(level, LEVELS.get(level, "soft"), toast.title, one_line(toast.message))


def in_quotes(toast: Toast, pen: Pen) -> str:
    """Write title and text as what somebody said; what is told of an end quotes it itself."""
    said = telling(toast, pen)
    if read(toast).says == "end":
        return said.text
    whole = f"{said.title}: {said.text}" if said.title and said.text else said.title or said.text
    return f"“{whole}”" if pen.glyphs.ellipsis == "…" else f'"{whole}"'


def _launch(said: TaskToast, toast: Toast, pen: Pen) -> str:
    new = f"new: {said.new}" if said.new else ""
    parts = [part for part in (_counts(said), new) if part]
    return f" {pen.glyphs.separator} ".join(parts) or one_line(toast.message)


def _counts(said: TaskToast) -> str:
    counts = ((said.running, "running"), (said.queued, "queued"), (said.listed, "listed"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)
