"""The panes of a session's screen: which there are, their names, and the rule that bears them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.clicked import PANE, opening
from omo_watch.lines.frame.search import NO_MATCH
from omo_watch.lines.ladder.cells import add_ladder
from omo_watch.lines.line import Line
from omo_watch.lines.panes.changes import change_words
from omo_watch.lines.panes.side import SIDE, chain_words, todos_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.rule import titled_rule
from omo_watch_core.select.row import Row
from omo_watch_core.state import State

Pane = Literal["Transcript", "Ladder", "Tasks", "Todos", "Diff", "Events"]
NARROW: tuple[Pane, ...] = ("Transcript", "Ladder", "Tasks", "Todos", "Diff", "Events")
ROOMY: tuple[Pane, ...] = ("Transcript", "Ladder", "Diff", "Events")
"""In the order of tab; where there is room, the ladder's side has tasks and todos too."""
LEFT: tuple[Pane, ...] = ("Transcript", "Diff", "Events")


class Place(NamedTuple):
    """Hold where a person is in a transcript."""

    pane: Pane
    at_end: bool
    fresh: int
    tasks: int
    found: str = ""
    """Which match of how many is in view, where something is looked for."""


def settled(pane: Pane, roomy: bool) -> Pane:
    """Give the pane that shows what this one shows at the other width."""
    return "Ladder" if roomy and pane in ("Tasks", "Todos") else pane


def pane_at(style: Style) -> Pane | None:
    """Give the pane whose title a cell belongs to."""
    return next((pane for pane in NARROW if pane == style.meta.get(PANE)), None)


def next_pane(pane: Pane, step: int, roomy: bool) -> Pane:
    """Give the pane beside."""
    ring = ROOMY if roomy else NARROW
    return ring[(ring.index(settled(pane, roomy)) + step) % len(ring)]


def pane_rule(row: Row, state: State, width: int, place: Place, pen: Pen) -> Strip:
    """Draw the rule above transcript and ladder, with all titles."""
    left = Line(pen.style("line"))
    front = place.pane if place.pane in LEFT else "Transcript"
    for name in LEFT:
        left.gap(2 if left.width else 0)
        shown = pen.style("text" if place.pane not in LEFT else "accent", bold=True)
        left.add(name, opening(shown if name == front else pen.style("muted"), name))
    right = Line(pen.style("line"))
    shown = pen.style("accent" if place.pane == "Ladder" else "text", bold=True)
    right.add("Ladder", opening(shown, "Ladder"))
    right.gap(2).add(chain_words(row, state), pen.style("muted"))
    tee = Line(pen.style("line")).add(pen.glyphs.rule_tee, pen.style("line")).strip(1)
    nothing = Line(pen.style("line"))
    said = _where(row, front, place, pen)
    return Strip.join(
        [
            titled_rule(left, said, width - SIDE, pen),
            tee,
            titled_rule(right, nothing, SIDE - 1, pen),
        ]
    )


def pane_names(row: Row, width: int, place: Place, pen: Pen) -> list[Strip]:
    """Draw the names of the panes of a narrow screen, and a rule that says where one is."""
    line = Line(pen.style("text")).gap(2)
    todos = todos_of(row)
    done = sum(todo.status == "completed" for todo in todos)
    counts = {
        "Tasks": str(place.tasks) if place.tasks else "",
        "Todos": f"{done}/{len(todos)}" if todos else "",
    }
    for number, name in enumerate(NARROW):
        line.gap(3 if number else 0)
        if name == place.pane:
            line.add(name, opening(pen.style("accent", bold=True, underline=True), name))
        else:
            line.add(name, opening(pen.style("soft"), name))
        if name == "Ladder":
            add_ladder(line.gap(), row.ladder, row.state, pen)
        if counts.get(name):
            line.gap().add(counts[name], pen.style("muted"))
    said = _where(row, place.pane, place, pen, always=False)
    return [line.strip(width), titled_rule(Line(pen.style("line")), said, width, pen)]


def _where(row: Row, front: Pane, place: Place, pen: Pen, *, always: bool = True) -> Line:
    """Say what is below, or how much changed; at one fixed place."""
    line = Line(pen.style("line"))
    if place.found:
        keys = pen.keyboard.say(", {new_task} {match_back}")
        keys = "" if place.found == NO_MATCH else keys
        line.add(f"{place.found}{keys}", pen.style("text"))
        new = f", {place.fresh} new below" if place.fresh and front == "Transcript" else ""
        return line.add(new, pen.style("accent", bold=True))
    if front == "Diff":
        transcript = row.server.transcripts.get(row.session.id)
        said = change_words(transcript.diff, transcript.diff_more) if transcript else ""
        return line.add(said, pen.style("muted"))
    if front == "Events":
        return line.add("newest above" if always else "", pen.style("muted"))
    if place.fresh:
        lines = "1 new line" if place.fresh == 1 else f"{place.fresh} new lines"
        said = pen.keyboard.say(f"{lines}, {{last}} goes there")
        return line.add(said, pen.style("accent", bold=True))
    if not place.at_end:
        return line.add(pen.keyboard.say("{last} goes to the newest"), pen.style("muted"))
    return line.add("newest below" if always else "", pen.style("muted"))
