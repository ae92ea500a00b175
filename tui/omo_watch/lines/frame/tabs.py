"""The second line of the header: the tabs, and how many sessions are in each state."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.keys.tabs import TABS
from omo_watch.lines.line import Line, spread
from omo_watch.lines.pen import Pen, gap
from omo_watch.lines.states import STATES, glyph_of
from omo_watch_core.model import SessionState

Counts = dict[SessionState, int]
INBOX = "Inbox"
SPARE = 2
"""Of the four blanks between tabs and totals so many may go before a state does."""
UNCOUNTED: frozenset[SessionState] = frozenset({"done", "idle"})


def tab_line(
    totals: dict[SessionState, int] | None,
    width: int,
    pen: Pen,
    active: int = 1,
    inbox: int = 0,
) -> Strip:
    """Draw tabs and totals; without any server (`None`) say so; `inbox` is how much waits."""
    if totals is None:
        line = Line(pen.style("text", on="surface")).gap()
        return line.add("no server yet", pen.style("muted", on="surface")).strip(width)
    tabs = _tabs(active, width, pen, inbox)
    counted: Counts = {s: n for s, n in totals.items() if n and s not in UNCOUNTED}
    return spread(tabs, _totals(counted, width, width - tabs.width - 4, pen), width)


def tab_at(width: int, pen: Pen, active: int, inbox: int, x: int) -> int | None:
    """Give the digit of the tab that stands in a column."""
    start = 1
    for digit, name in TABS.items():
        count = len(f" {inbox}") if name == INBOX and inbox else 0
        end = start + len(f" {digit} {name} ") + count
        if start <= x < end:
            return digit
        start = end + gap(width) - 2
    return None


def _tabs(active: int, width: int, pen: Pen, inbox: int) -> Line:
    line = Line(pen.style("text", on="surface")).gap()
    for place, (digit, name) in enumerate(TABS.items()):
        # the active tab has a blank, or a bracket, on each side of its own
        line.gap(gap(width) - 2 if place else 0)
        if digit == active:
            text = f"{digit} {name}"
            left, right = "[]" if pen.ink.flat else "  "
            line.add(f"{left}{text}", pen.style("accent", bold=True))
            _add_count(line, name, inbox, pen, "ground")
            line.add(right, pen.style("accent", bold=True))
        else:
            line.gap().add(f"{digit} ", pen.style("muted", on="surface"))
            line.add(name, pen.style("soft", on="surface"))
            _add_count(line, name, inbox, pen, "surface")
            line.gap()
    return line


def _add_count(line: Line, name: str, inbox: int, pen: Pen, on: str) -> None:
    """Say how much waits in the Inbox."""
    if name == INBOX and inbox:
        line.add(f" {inbox}", pen.style("ask", bold=True, on=on))


def _totals(counted: Counts, width: int, room: int, pen: Pen) -> Line:
    """Draw the totals: words go first where room is short, then blanks, then the quiet states."""
    if not counted:
        return Line(pen.style("text", on="surface")).add("quiet", pen.style("muted", on="surface"))
    worded: list[SessionState] = [state for state in STATES if state in counted]
    loud: list[SessionState] = [
        state for state in worded if STATES[state].loudness in ("loud", "middle")
    ]
    line = Line(pen.style("text", on="surface"))
    for words in (worded, *(loud[:many] for many in range(len(loud), -1, -1))):
        line = _counts(counted, words, gap(width), pen)
        if line.width <= room:
            return line
    for many in range(len(worded), 0, -1):
        line = _counts({state: counted[state] for state in worded[:many]}, [], 1, pen)
        if line.width <= room + SPARE:
            break
    return line


def _counts(counted: Counts, worded: list[SessionState], apart: int, pen: Pen) -> Line:
    on = "surface"
    line = Line(pen.style("text", on=on))
    for state, look in STATES.items():
        if state not in counted:
            continue
        line.gap(apart if line.width else 0)
        strong = look.loudness in ("loud", "middle")
        line.add(
            f"{glyph_of(state, pen.glyphs)} {counted[state]}",
            pen.style(look.role, bold=strong, on=on),
        )
        if state in worded:
            line.gap().add(state, pen.style(look.role if strong else "muted", on=on))
    return line
