"""How each state of a task looks: glyph, role and loudness, worst first."""

from __future__ import annotations

from rich.style import Style

from omo_watch.glyphs import Glyphs
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.states import Loudness
from omo_watch_core.tasks.derive.row import TaskState

WORD = 10
"""Cells of a state's word with the blank behind it."""
LOOKS: dict[TaskState, tuple[str, Loudness]] = {
    "waiting": ("ask", "loud"),
    "stuck": ("bad", "loud"),
    "failed": ("bad", "middle"),
    "retry": ("wait", "quiet"),
    "running": ("busy", "quiet"),
    "launching": ("muted", "quiet"),
    "queued": ("muted", "quiet"),
    "completed": ("done", "quiet"),
    "aborted": ("muted", "quiet"),
    "cancelled": ("muted", "quiet"),
    "deleted": ("muted", "quiet"),
}


def task_glyph(state: TaskState, glyphs: Glyphs) -> str:
    """Give the one-cell sign of a state."""
    signs: dict[TaskState, str] = {
        "waiting": glyphs.asking,
        "stuck": glyphs.stuck,
        "failed": glyphs.failed,
        "retry": glyphs.clock,
        "running": glyphs.busy,
        "launching": glyphs.queued,
        "queued": glyphs.queued,
        "completed": glyphs.done,
    }
    return signs.get(state, glyphs.absent)


def is_strong(state: TaskState) -> bool:
    """Tell whether a state is written bold."""
    return LOOKS[state][1] in ("loud", "middle")


def chip_style(state: TaskState, pen: Pen) -> Style:
    """Give what the chip of a loud state is drawn with."""
    return pen.ink.chip("ask" if state == "waiting" else "stuck")


def add_task_state(line: Line, state: TaskState, pen: Pen, on: str = "ground") -> None:
    """Add the state with the mark's cell before it: a chip where it is loud."""
    role, loudness = LOOKS[state]
    text = f" {task_glyph(state, pen.glyphs)} {state:<{WORD}}"
    if loudness == "loud":
        line.add(text, chip_style(state, pen))
    else:
        line.add(text, pen.style(role, bold=loudness == "middle", on=on))


def add_task_word(line: Line, state: TaskState, pen: Pen, on: str = "ground") -> None:
    """Add glyph and word without a chip, bold where the state is not quiet."""
    style = pen.style(LOOKS[state][0], bold=is_strong(state), on=on)
    line.add(f"{task_glyph(state, pen.glyphs)} {state}", style)
