"""The panes beside a transcript: ladder and todos, each under a titled rule."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.claim import claim_and_fact
from omo_watch.lines.facts import whose_chain
from omo_watch.lines.ladder import add_ladder
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.rule import plain_rule, titled_rule
from omo_watch.lines.rungs import ladder_words, rung_lines, side_rung_lines
from omo_watch.lines.sentence import sentence
from omo_watch.lines.side_tasks import MOST, task_lines
from omo_watch.lines.text import fit, wrap
from omo_watch_core.model import Todo
from omo_watch_core.select.row import Row
from omo_watch_core.select.tasks import needs_a_person
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import TaskRow

SIDE = 54
"""Cells of the side with the rule that parts it."""
PANES = ("Transcript", "Ladder", "Tasks", "Todos")
RUNGS = 9


def todos_of(row: Row) -> tuple[Todo, ...]:
    """Give the plan of a session."""
    return row.server.todos.get(row.session.id, ())


def pane_rule(row: Row, state: State, width: int, focus: int, newest: bool, pen: Pen) -> Strip:
    """Draw the rule above transcript and ladder, with both titles."""
    left = Line(pen.style("line")).add("Transcript", _title(pen, focus == 0))
    place = Line(pen.style("line"))
    place.add("newest below" if newest else "end goes to the newest", pen.style("muted"))
    right = Line(pen.style("line")).add("Ladder", _title(pen, focus == 1)).gap(2)
    right.add(_words(row, state), pen.style("muted"))
    tee = Line(pen.style("line")).add(pen.glyphs.rule_tee, pen.style("line")).strip(1)
    nothing = Line(pen.style("line"))
    return Strip.join(
        [
            titled_rule(left, place, width - SIDE, pen),
            tee,
            titled_rule(right, nothing, SIDE - 1, pen),
        ]
    )


def pane_names(row: Row, tasks: int, width: int, active: int, pen: Pen) -> list[Strip]:
    """Draw the names of the panes of a narrow screen, and a rule."""
    line = Line(pen.style("text")).gap(2)
    for place, name in enumerate(PANES):
        line.gap(3 if place else 0)
        if place == active:
            line.add(name, pen.style("accent", bold=True, underline=True))
        else:
            line.add(name, pen.style("soft"))
        if name == "Ladder":
            add_ladder(line.gap(), row.ladder, row.state, pen)
        if name == "Tasks" and tasks:
            line.gap().add(str(tasks), pen.style("muted"))
        todos = todos_of(row)
        if name == "Todos" and todos:
            done = sum(todo.status == "completed" for todo in todos)
            line.gap().add(f"{done}/{len(todos)}", pen.style("muted"))
    return [line.strip(width), plain_rule(width, pen)]


def side_lines(
    row: Row, tasks: tuple[TaskRow, ...], state: State, height: int, pen: Pen
) -> list[Strip]:
    """Draw ladder, tasks and todos beside a transcript."""
    width = SIDE - 1
    inner = [blank(width, pen.style("text"))]
    rungs = side_rung_lines(row, state.now_ms, pen, RUNGS)
    inner += [_indented(line, width, pen) for line in rungs]
    inner += _said(row, state, width, pen)
    lines = [_beside(strip, pen) for strip in inner]
    if tasks:
        lines += [_beside(blank(width, pen.style("text")), pen), _task_rule(tasks, width, pen)]
        lines.append(_beside(blank(width, pen.style("text")), pen))
        lines += [_beside(line, pen) for line in task_lines(tasks, state, width, pen, MOST)]
    todos = todos_of(row)
    if todos:
        lines += [_beside(blank(width, pen.style("text")), pen), _todo_rule(todos, width, pen)]
        lines.append(_beside(blank(width, pen.style("text")), pen))
        lines += [_beside(strip, pen) for strip in todo_lines(todos, width, pen)]
    empty = _beside(blank(width, pen.style("text")), pen)
    return lines + [empty] * (height - len(lines))


def ladder_pane(row: Row, state: State, width: int, pen: Pen) -> list[Strip]:
    """Draw the ladder as a pane of its own."""
    words = Line(pen.style("text")).gap(2).add(_words(row, state), pen.style("muted"))
    rungs = rung_lines(row, state.now_ms, pen, RUNGS, frozenset())
    lines = [words.strip(width), blank(width, pen.style("text"))]
    lines += [_indented(line, width, pen) for line in rungs]
    return lines + _said(row, state, width, pen)


def todo_lines(todos: tuple[Todo, ...], width: int, pen: Pen) -> list[Strip]:
    """Draw the plan, one line each."""
    if not todos:
        line = Line(pen.style("text")).gap(2).add("no plan", pen.style("muted"))
        return [line.strip(width)]
    return [_todo(todo, width, pen) for todo in todos]


def _todo(todo: Todo, width: int, pen: Pen) -> Strip:
    signs = {
        "completed": ("x", "muted", "muted"),
        "in_progress": (pen.glyphs.busy, "busy", "text"),
        "cancelled": (pen.glyphs.absent, "muted", "muted"),
    }
    sign, role, words = signs.get(todo.status, (" ", "muted", "soft"))
    line = Line(pen.style("text")).gap(2).add(f"[{sign}]", pen.style(role)).gap()
    text = fit(todo.content, width - line.width - 2, pen.glyphs.ellipsis)
    return line.add(text, pen.style(words)).strip(width)


def _todo_rule(todos: tuple[Todo, ...], width: int, pen: Pen) -> Strip:
    done = sum(todo.status == "completed" for todo in todos)
    return _side_rule("Todos", f"{done} of {len(todos)}", Line(pen.style("line")), width, pen)


def _task_rule(tasks: tuple[TaskRow, ...], width: int, pen: Pen) -> Strip:
    needing = sum(needs_a_person(task) for task in tasks)
    right = Line(pen.style("line"))
    if needing:
        said = f"{needing} {'needs' if needing == 1 else 'need'} you"
        right.add(said, pen.style("ask", bold=True))
    return _side_rule("Tasks", str(len(tasks)), right, width, pen)


def _side_rule(name: str, count: str, right: Line, width: int, pen: Pen) -> Strip:
    title = Line(pen.style("line")).add(name, _title(pen, False)).gap(2)
    title.add(count, pen.style("muted"))
    corner = Line(pen.style("line")).add(pen.glyphs.rule_right, pen.style("line")).strip(1)
    return Strip.join([corner, titled_rule(title, right, width, pen)])


def _said(row: Row, state: State, width: int, pen: Pen) -> list[Strip]:
    said = sentence(row, state.now_ms, state.mode)
    lines = claim_and_fact(row.mismatch, state.now_ms, width - 2, pen) if row.mismatch else []
    for text in wrap(said, width - 4) if said else []:
        lines.append(Line(pen.style("text")).add(text, pen.style("soft")))
    if not lines:
        return []
    return [blank(width, pen.style("text")), *[_indented(line, width, pen) for line in lines]]


def _words(row: Row, state: State) -> str:
    words = ladder_words(row, whose_chain(state, row) is not None)
    return words.partition(":")[0]


def _title(pen: Pen, focused: bool) -> Style:
    return pen.style("accent" if focused else "text", bold=True)


def _indented(line: Line, width: int, pen: Pen) -> Strip:
    return Line(pen.style("text")).gap(2).join(line).strip(width)


def _beside(strip: Strip, pen: Pen) -> Strip:
    rule = Line(pen.style("line")).add(pen.glyphs.rule_v, pen.style("line")).strip(1)
    return Strip.join([rule, strip])
