"""The panes beside a transcript: ladder and todos, each under a titled rule."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip

from omo_watch.lines.clicked import opening
from omo_watch.lines.ladder.rungs import ladder_words, rung_lines, side_rung_lines
from omo_watch.lines.ladder.why import why_model
from omo_watch.lines.line import Line, blank
from omo_watch.lines.panes.tasks import MOST, task_lines
from omo_watch.lines.pen import Pen
from omo_watch.lines.rule import titled_rule
from omo_watch.lines.sessions.claim import claim_and_fact
from omo_watch.lines.sessions.facts import whose_chain
from omo_watch.lines.sessions.sentence import sentence
from omo_watch.lines.text import fit, one_line, wrap
from omo_watch_core.model import Todo
from omo_watch_core.select.row import Row
from omo_watch_core.select.tasks import needs_a_person
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import TaskRow

SIDE = 54
"""Cells of the side with the rule that parts it."""
RUNGS = 9


def todos_of(row: Row) -> tuple[Todo, ...]:
    """Give the plan of a session."""
    return row.server.todos.get(row.session.id, ())


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
    words = Line(pen.style("text")).gap(2).add(chain_words(row, state), pen.style("muted"))
    rungs = rung_lines(row, state.now_ms, pen, RUNGS, frozenset(), width - 3)
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
    title = Line(pen.style("line")).add(name, opening(_title(pen), name)).gap(2)
    title.add(count, pen.style("muted"))
    corner = Line(pen.style("line")).add(pen.glyphs.rule_right, pen.style("line")).strip(1)
    return Strip.join([corner, titled_rule(title, right, width, pen)])


def _said(row: Row, state: State, width: int, pen: Pen) -> list[Strip]:
    mode = "watch" if row.server.read_only else state.mode
    said = sentence(row, state.now_ms, mode)
    lines = claim_and_fact(row.mismatch, state.now_ms, width - 2, pen) if row.mismatch else []
    why = why_model(row, whose_chain(state, row), state.now_ms)
    why = one_line(f"why: {why}") if why and not row.mismatch else ""
    for words in (why, said):
        for text in wrap(words, width - 4) if words else []:
            lines.append(Line(pen.style("text")).add(text, pen.style("soft")))
    if not lines:
        return []
    return [blank(width, pen.style("text")), *[_indented(line, width, pen) for line in lines]]


def chain_words(row: Row, state: State) -> str:
    """Say whose chain it is, or that nobody answers."""
    words = ladder_words(row, whose_chain(state, row) is not None)
    return words.partition(":")[0]


def _title(pen: Pen) -> Style:
    return pen.style("text", bold=True)


def _indented(line: Line, width: int, pen: Pen) -> Strip:
    return Line(pen.style("text")).gap(2).join(line).strip(width)


def _beside(strip: Strip, pen: Pen) -> Strip:
    rule = Line(pen.style("line")).add(pen.glyphs.rule_v, pen.style("line")).strip(1)
    return Strip.join([rule, strip])
