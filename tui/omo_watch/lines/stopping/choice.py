"""The lines of the choice how to stop a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from textual.strip import Strip

from omo_watch.lines.clicked import placed
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE, key_line, plain
from omo_watch.lines.moving.consequence import in_charge_sentence
from omo_watch.lines.naming import name_of
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.facts import count_below
from omo_watch.lines.states import add_counts
from omo_watch.lines.steered import steered_ago
from omo_watch.lines.stopping.words import (
    abort_words,
    delete_words,
    rescue_words,
    steer_words,
    stop_all_words,
    tree_words,
)
from omo_watch.lines.text import wrap
from omo_watch_core.family import descendants, has_shown, is_plugin_task, open_tasks
from omo_watch_core.model import ModelRef, SessionState
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.row import Row, RowKey
from omo_watch_core.select.stand_in import stand_in
from omo_watch_core.state import Session, State

How = Literal["steer", "abort", "tree", "rescue", "stop-all", "delete"]
STRENGTHS: tuple[How, ...] = ("steer", "abort", "tree")
WAYS: tuple[How, ...] = ("rescue", "stop-all", "delete")
"""What else may be done about a task of the plugin."""
WHAT: dict[How, str] = {
    "steer": "ask it to wrap up",
    "abort": "stop this session only",
    "tree": "stop this session and all below",
    "rescue": "let it go on with another model",
    "stop-all": "let the plugin cancel all tasks of its parent",
    "delete": "stop this session and delete it",
}
TEXT = 14
MOST_NAMED = 5
"""How many tasks are named where stop-all is asked about."""
WATCHES = "Then we watch for 3s of quiet: stopped, still alive, or came back."
PROVES = "Then we watch for an answer of that model: proved, or not."
GONE = "Then we watch until the server says that it is gone."


@dataclass(frozen=True, slots=True)
class Stopping:
    """Hold what is to be stopped."""

    row: Row
    below: dict[SessionState, int]
    running: tuple[str, ...]
    """Titles of what runs below."""
    many: int
    """How many sessions are below."""
    ways: tuple[How, ...]
    stands_in: ModelRef | None
    """The model that a rescue goes on with."""
    parent: Session | None
    tasks: tuple[str, ...]
    """Titles of the open tasks of its parent."""
    other: str = ""
    """Who else steers it, and when that began."""


def stopping(state: State, row: Row) -> Stopping:
    """Gather what would stop with a session."""
    server = row.server
    names = descendants(server, row.session.id)
    keys = tuple(RowKey(server=server.name, session=name) for name in names)
    sessions = [server.sessions[name] for name in names]
    task = is_plugin_task(server, row.session)
    parent = server.sessions.get(row.session.info.parent or "") if task else None
    tasks = open_tasks(server, parent.id) if parent else ()
    steered = row.steered
    return Stopping(
        row=row,
        below=count_below(state, keys),
        running=tuple(name_of(s) for s in sessions if s.status != "idle"),
        many=len(names),
        ways=(*STRENGTHS, *WAYS) if task else STRENGTHS,
        stands_in=stand_in(state, server, row.session) if task else None,
        parent=parent,
        tasks=tuple(name_of(server.sessions[name]) for name in tasks),
        other=steered_ago(steered, state.now_ms) if steered and not steered.own else "",
    )


def least_harm(what: Stopping) -> How:
    """Choose the way that does least harm among those that help."""
    if "rescue" in what.ways and not has_shown(what.row.server, what.row.session):
        # Where it has ended there is nothing to abort: a person chooses the model.
        ended = what.row.session.status == "idle" and not what.running
        return "rescue" if what.stands_in or ended else "abort"
    if what.row.session.status == "idle":
        return "tree" if what.running else "abort"
    return "steer" if what.row.state == "busy" else "abort"


def stopping_lines(what: Stopping, chosen: How, width: int, pen: Pen) -> list[Strip]:
    """Draw who is in charge, the ways, what stops by name, and the keys."""
    empty = blank(width, pen.style("text", on=PAGE))
    dense = len(what.ways) > len(STRENGTHS)
    other = [plain(f"{what.other}.", "text", width, pen)] if what.other else []
    lines = [empty, *other, *_in_charge(what, width, pen), empty]
    for place, how in enumerate(what.ways):
        here = how == chosen
        words = _words(how, what) if here or not dense else ""
        lines += _way(place + 1, how, words, here, width, pen)
        lines += [] if dense else [empty]
    lines += [empty] if dense else []
    lines.append(plain(_by_name(what, chosen), "soft", width, pen))
    lines.append(plain(_watches(chosen), "muted", width, pen))
    digits = " ".join(str(place + 1) for place in range(len(what.ways)))
    runs = what.row.session.status != "idle" or what.running
    leave = "leave it running" if runs else "leave it as it is"
    keys = (("enter", _enter(what, chosen)), (digits, "choose"), ("esc", leave))
    return [*lines, empty, key_line(keys, width, pen)]


def asking_lines(what: Stopping, typed: str, width: int, pen: Pen) -> list[Strip]:
    """Draw what stop-all does, by name, and the place for the number of tasks."""
    empty = blank(width, pen.style("text", on=PAGE))
    words = wrap(_words("stop-all", what), width - 2 * PAD)
    lines = [empty, *(plain(text, "text", width, pen) for text in words), empty]
    shown = what.tasks[:MOST_NAMED]
    lines += [plain(f"{pen.glyphs.separator} {name}", "soft", width, pen) for name in shown]
    if len(what.tasks) > MOST_NAMED:
        more = f"and {len(what.tasks) - MOST_NAMED} more"
        lines.append(plain(more, "muted", width, pen))
    asked = Line(pen.style("text", on=PAGE)).gap(PAD)
    asked.add("How many tasks? ", pen.style("soft", on=PAGE))
    asked.add(f"{typed}_", pen.style("text", bold=True, on=PAGE))
    asked.add("   type the number", pen.style("muted", on=PAGE))
    right = typed == str(len(what.tasks))
    keys = (("enter", "stop-all"), ("esc", "back")) if right else (("esc", "back"),)
    return [*lines, empty, asked.strip(width), empty, key_line(keys, width, pen)]


def listed(names: tuple[str, ...] | list[str], most: int = 3) -> str:
    """Name the first ones and count the rest."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _in_charge(what: Stopping, width: int, pen: Pen) -> list[Strip]:
    """Say who is in charge and what is below, on two lines where that is long."""
    soft = pen.style("soft", on=PAGE)
    line = Line(pen.style("text", on=PAGE)).gap(PAD)
    line.add(in_charge_sentence(what.row), soft)
    below = _below(what, pen)
    if line.width + 1 + below.width <= width - PAD:
        return [line.gap().join(below).strip(width)]
    return [line.strip(width), Line(soft).gap(PAD).join(below).strip(width)]


def _below(what: Stopping, pen: Pen) -> Line:
    soft = pen.style("soft", on=PAGE)
    line = Line(pen.style("text", on=PAGE))
    loud: dict[SessionState, int] = {
        state: count for state, count in what.below.items() if state not in ("idle", "done")
    }
    if not what.below:
        return line.add("Nothing is below.", soft)
    if not loud:
        return line.add(f"Below: {sum(what.below.values())} at rest.", soft)
    line.add("Below: ", soft)
    add_counts(line, loud, pen, on=PAGE, between=2)
    return line


def _way(digit: int, how: How, words: str, here: bool, width: int, pen: Pen) -> list[Strip]:
    on = "cursor" if here else PAGE
    texts = [WHAT[how], *(wrap(words, width - TEXT - PAD) if words else [])]
    lines: list[Strip] = []
    for place, text in enumerate(texts):
        line = Line(pen.style("text", on=on))
        line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
        if not place:
            marked = here and pen.ink.plain
            line.add(str(digit), pen.style("accent", bold=True, on=on)).gap(2)
            line.add(how, pen.style("text", bold=True, on=on, underline=marked))
        role = "soft" if here or not place else "muted"
        strip = line.to(TEXT).add(text, pen.style(role, on=on)).strip(width)
        lines.append(placed(strip, digit - 1))
    return lines


def _words(how: How, what: Stopping) -> str:
    row, running = what.row, len(what.running)
    say: dict[How, Callable[[], str]] = {
        "steer": lambda: steer_words(row),
        "abort": lambda: abort_words(row, running),
        "tree": lambda: tree_words(row, running),
        "rescue": lambda: rescue_words(row, what.stands_in),
        "stop-all": lambda: stop_all_words(_parents_name(what), len(what.tasks)),
        "delete": lambda: delete_words(row, what.many),
    }
    return say[how]()


def _parents_name(what: Stopping) -> str:
    return name_of(what.parent) if what.parent else "its parent"


def _by_name(what: Stopping, chosen: How) -> str:
    """Name what stops; what is only likely to stop is not named."""
    row = what.row
    own = [name_of(row.session)] if row.session.status != "idle" else []
    if chosen == "steer":
        return "Stops nothing."
    plugin = plugin_in(row.server, row.session.info.directory)
    if chosen == "rescue":
        return f"Stops {own[0]} and lets it go on." if own else "Stops nothing: it has ended."
    if chosen == "stop-all":
        return f"Stops {listed(what.tasks)}." if what.tasks else "No task is known to be open."
    sure = chosen in ("tree", "delete") or plugin is False
    names = own + (list(what.running) if sure else [])
    if not names:
        return "Stops nothing: nothing runs."
    return f"Stops {listed(names)}."


def _watches(chosen: How) -> str:
    return {"steer": "", "rescue": PROVES, "delete": GONE}.get(chosen, WATCHES)


def _enter(what: Stopping, chosen: How) -> str:
    return "choose a model" if chosen == "rescue" and what.stands_in is None else chosen
