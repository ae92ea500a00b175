"""The pane below the table of tasks: claim, fact and effect, then its tries and its work."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.figures import money, tokens
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.tasks.states import add_task_word, is_strong
from omo_watch.lines.tasks.why import QUIET_MS, what_is_asked
from omo_watch.lines.tasks.words import TaskFacts, claim_words, effect_words, fact_words
from omo_watch.lines.text import fit, one_line, wrap
from omo_watch_core.clock import age
from omo_watch_core.tasks.derive.row import TaskRow, TryRow

TALL = 9
LABEL = 9
"""Where the words begin behind their label."""


def task_detail_lines(facts: TaskFacts, width: int, height: int, pen: Pen) -> list[Strip]:
    """Draw the detail, at most `height` lines; with room to spare it is airy."""
    airy = [blank(width, pen.style("text"))] if height >= TALL else []
    most = 2 if airy else 1
    lines = [_state_line(facts, width, pen), *airy]
    said = (
        ("claim", claim_words(facts), "soft"),
        ("fact", fact_words(facts), "text"),
        ("effect", effect_words(facts), "soft"),
    )
    for label, text, role in said:
        lines += _labelled(label, text, role, most, width, pen)
    work = _work(facts.task, pen.glyphs.separator)
    lines += airy
    if work:
        lines += _labelled("work", work, "soft", 1, width, pen)
    if len(facts.task.attempts) > 1:
        lines += _tries(facts.task, height - len(lines), width, pen)
    return lines[:height]


def task_title(task: TaskRow, width: int, pen: Pen, position: int) -> Line:
    """Give title and parent for the rule above; the parent goes where there is no room."""
    line = Line(pen.style("line"))
    room = width - position - 10
    title = fit(task.description or task.id, min(room, 60), pen.glyphs.ellipsis)
    line.add(title, pen.style("text", bold=True))
    named = task.id if task.id.startswith("bg_") else ""
    named = f"task {named}" if named else "task"
    for place in (f"{named} of {task.parent_title}", named):
        if line.width + 2 + len(place) <= room:
            return line.gap(2).add(place, pen.style("muted"))
    return line


def _state_line(facts: TaskFacts, width: int, pen: Pen) -> Strip:
    task = facts.task
    line = Line(pen.style("text")).gap(2)
    add_task_word(line, task.state, pen)
    said: list[str] = []
    if task.why and is_strong(task.state) and not what_is_asked(task):
        said.append(task.why.cause)
    if task.why and task.state != "queued":
        said.append(task.why.evidence)
    said += [task.agent, task.category, task.model.name if task.model else ""]
    if task.attempt > 1:
        said.append(f"attempt {task.attempt}")
    separator = f" {pen.glyphs.separator} "
    text = separator.join(one_line(piece) for piece in said if piece)
    line.add(separator if text else "", pen.style("soft"))
    room = width - line.width - 1
    return line.add(fit(text, room, pen.glyphs.ellipsis), pen.style("soft")).strip(width)


def _labelled(label: str, text: str, role: str, most: int, width: int, pen: Pen) -> list[Strip]:
    room = width - LABEL - 1
    pieces = wrap(one_line(text), room)
    if len(pieces) > most:
        rest = " ".join(pieces[most - 1 :])
        pieces = [*pieces[: most - 1], fit(rest, room, pen.glyphs.ellipsis)]
    lines: list[Strip] = []
    for place, piece in enumerate(pieces):
        line = Line(pen.style("text")).gap(2)
        line.add("" if place else label, pen.style("muted")).to(LABEL)
        lines.append(line.add(piece, pen.style(role)).strip(width))
    return lines


def _work(task: TaskRow, separator: str) -> str:
    """Say what it did so far."""
    said: list[str] = []
    if task.calls:
        said.append(f"{task.calls} {'call' if task.calls == 1 else 'calls'}")
    if task.last_tool:
        said.append(f"last {task.last_tool}")
    used = task.tokens.total or task.tokens.context + task.tokens.output
    if used:
        said.append(f"{tokens(used)} tokens")
    if task.cost >= 0.005:
        said.append(money(task.cost))
    if task.silent_ms and task.silent_ms >= QUIET_MS and not task.is_finished:
        said.append(f"silent for {age(task.silent_ms)}")
    return f" {separator} ".join(said)


def _tries(task: TaskRow, most: int, width: int, pen: Pen) -> list[Strip]:
    """Draw the tries, a line each where there is room, else the newest ones."""
    shown = task.attempts[-max(most, 0) :] if most > 0 else ()
    lines: list[Strip] = []
    for place, one in enumerate(shown):
        line = Line(pen.style("text")).gap(2)
        line.add("" if place else "tries", pen.style("muted")).to(LABEL)
        lines.append(_try(line, one, one is task.attempts[-1], width, pen))
    return lines


def _try(line: Line, one: TryRow, newest: bool, width: int, pen: Pen) -> Strip:
    glyphs = pen.glyphs
    line.add(f"{one.number} ", pen.style("muted"))
    failed = bool(one.error) or not newest
    sign, role = (glyphs.failed, "bad") if failed else (glyphs.current, "soft")
    line.add(f"{sign} ", pen.style(role))
    name = one.model.name if one.model else "model not known"
    line.add(f"{name:<26}", pen.style("muted" if failed else "text")).gap(2)
    why = one.error or ("its newest try" if newest else "given up")
    room = width - line.width - 1
    text = fit(why, room, glyphs.ellipsis)
    line.add(text, pen.style("soft" if failed else "muted"))
    if one.session and line.width + 3 + len(one.session) < width:
        line.gap(2).add(one.session, pen.style("muted"))
    return line.strip(width)
