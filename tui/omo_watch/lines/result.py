"""What became of an action: one line above the footer, three where it must be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.strip import Strip

from omo_watch.lines.footer import Hint, hints_line
from omo_watch.lines.line import Line, spread
from omo_watch.lines.moments import took
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    GiveUpAction,
    HandAction,
    OverrideAction,
    ParkAction,
    Purpose,
    Result,
    UndoAction,
)
from omo_watch_core.actions.undoing import can_be_undone
from omo_watch_core.clock import SECOND
from omo_watch_core.state import SessionKey

STAYS_MS = 8 * SECOND
STICKY: frozenset[Result] = frozenset({"accepted", "still alive", "came back"})
"""Results that are bad news: they stay until they are closed."""
PUSHED_UP = 2
TITLE = 40
PAGE = "raised"
PHASES = {
    "checking": "asking what runs",
    "reading": "reading its history",
    "aborting": "stopping what runs",
    "replying": "telling the server",
    "closing": "waiting until it is closed",
    "looking": "asking what is open",
    "rereading": "reading its history",
    "settling": "waiting for its end",
    "setting": "setting the model",
    "prompting": "asking the new model",
    "returning": "waiting for its server",
    "asking again": "waiting for its server",
    "proving": "waiting for an answer",
    "judging": "reading its history",
    "watching": "watching for quiet",
    "confirming": "asking the server",
}

WAITS_PHASES = {
    **PHASES,
    "checking": "asking what it does",
    "confirming": "seeing that it stopped",
    "marking": "writing it down",
}
_DOING: dict[type[Action], str] = {
    OverrideAction: "moving",
    ParkAction: "parking",
    UndoAction: "undoing",
    GiveUpAction: "giving up",
    AnswerAction: "answering",
}
AGAIN: dict[Purpose, str] = {"retry": "retrying", "resume": "going on"}
"""Purposes that ask the same model again."""


class Told(NamedTuple):
    """Hold one result in words."""

    glyph: str
    word: str
    role: str
    before: str
    strong: str = ""
    after: str = ""
    aside: str = ""
    more: tuple[str, ...] = ()
    """Further lines, only of the newest result."""


def is_shown(action: Action, now_ms: int) -> bool:
    """Tell whether an action still has something to say."""
    if action.result == "unneeded":
        return False
    if action.result is None:
        # The wait for a moved child may be long, and its row shows it.
        return not isinstance(action, HandAction)
    if action.result in STICKY:
        return True
    return action.ended_ms is not None and now_ms - action.ended_ms < STAYS_MS


def result_lines(
    actions: Sequence[Action],
    now_ms: int,
    width: int,
    pen: Pen,
    again: bool,
    subject: SessionKey | None = None,
) -> list[Strip]:
    """Draw what is to be told of these actions, oldest first: the newest whole, then bad news.

    `subject` is the session that keys are about, where they may change something.
    """
    shown = [action for action in actions if is_shown(action, now_ms)]
    if not shown:
        return []
    newest = shown[-1]
    older = [action for action in shown[:-1] if action.result in STICKY]
    lines: list[Strip] = []
    if len(older) > PUSHED_UP:
        lines.append(_plain(f"and {len(older) - PUSHED_UP} more", width, pen))
    lines += [_first(told(a, now_ms, pen), [], width, pen) for a in older[-PUSHED_UP:]]
    return lines + _whole(newest, now_ms, width, pen, again, subject)


def told(action: Action, now_ms: int, pen: Pen) -> Told:
    """Put an action into words."""
    glyphs = pen.glyphs
    lasted = took((action.ended_ms or now_ms) - action.started_ms)
    title = fit(action.title, TITLE, glyphs.ellipsis)
    if action.result is None:
        return _running(action, title, f"{_phase(action)}, {lasted}", pen)
    if action.result == "refused":
        return Told(
            glyphs.absent,
            "refused",
            "soft",
            action.evidence or "nothing was sent",
            aside=action.hint,
        )
    if isinstance(action, OverrideAction):
        return _override(action, action.result, title, lasted, pen)
    if isinstance(action, AnswerAction):
        return _answer(action, title, lasted, pen)
    if isinstance(action, HandAction):
        return Told(glyphs.set, action.result, "accent", action.evidence)
    if isinstance(action, ParkAction | UndoAction):
        return _waits(action, action.result, title, pen)
    return _cancel(action, action.result, title, pen)


def _running(action: Action, title: str, doing: str, pen: Pen) -> Told:
    word = next((word for kind, word in _DOING.items() if isinstance(action, kind)), "stopping")
    before, strong = title, ""
    if isinstance(action, OverrideAction):
        strong = action.target.model
        before = f"{title} to " if action.purpose not in AGAIN else f"{title} again on "
        word = AGAIN.get(action.purpose, word)
    return Told(pen.glyphs.busy, word, "busy", before, strong, aside=doing)


def _phase(action: Action) -> str:
    if isinstance(action, ParkAction | UndoAction):
        return WAITS_PHASES.get(action.phase, action.phase)
    return PHASES.get(action.phase, action.phase)


def _waits(action: Action, result: Result, title: str, pen: Pen) -> Told:
    """Tell of what is parked, or taken back."""
    if result == "parked":
        return Told(pen.glyphs.parked, "parked", "wait", action.evidence)
    if result == "undone":
        said = action.evidence
        said = said if said.startswith(action.title) else f"{title}: {said}"
        return Told(pen.glyphs.set, "undone", "accent", said)
    return Told(pen.glyphs.not_proved, result, "bad", f"{title}: ", after=action.evidence)


def _override(action: OverrideAction, result: Result, title: str, lasted: str, pen: Pen) -> Told:
    glyphs, name = pen.glyphs, action.target.model
    if result == "proved":
        how = "answers again" if action.purpose in AGAIN else "now answers"
        before = f"{title} {how} with "
        return Told(glyphs.proved, "proved", "done", before, name, aside=lasted)
    if result == "set":
        before = f"{title}, idle: its next prompt uses "
        return Told(glyphs.set, "set", "accent", before, name, aside="nothing sent")
    seen = action.evidence or "sent and accepted, but no answer of that model was seen"
    more = (seen, "it may still come; this stays until you close it")
    before = f"{title} again on " if action.purpose in AGAIN else f"{title} to "
    return Told(glyphs.not_proved, "not proved", "bad", before, name, aside=lasted, more=more)


def _answer(action: AnswerAction, title: str, lasted: str, pen: Pen) -> Told:
    if action.result == "answered":
        return Told(pen.glyphs.proved, "answered", "done", action.evidence, aside=lasted)
    more = (action.evidence, "this stays until you close it")
    return Told(pen.glyphs.not_proved, "not proved", "bad", title, aside=lasted, more=more)


def _cancel(action: Action, result: Result, title: str, pen: Pen) -> Told:
    glyphs = pen.glyphs
    below = len(action.targets) - 1 if isinstance(action, CancelAction) else 0
    many = f"{title} and {below} below" if below > 0 else title
    aborts = action.aborts if isinstance(action, CancelAction) else 0
    sent = f"{aborts} abort{'' if aborts == 1 else 's'}"
    if result in ("stopped", "given up"):
        what = action.evidence or f"{many}, quiet for 3s"
        return Told(glyphs.proved, result, "done", what, aside=sent if aborts else "")
    if result == "sent":
        return Told(
            glyphs.set,
            "sent",
            "accent",
            f"{title} was asked to wrap up",
            aside="nothing is stopped",
        )
    return Told(glyphs.not_proved, result, "bad", f"{many}: ", after=action.evidence, aside=sent)


def _whole(
    action: Action, now_ms: int, width: int, pen: Pen, again: bool, subject: SessionKey | None
) -> list[Strip]:
    said = told(action, now_ms, pen)
    sticky = action.result in STICKY
    close: list[Hint] = [("esc", "close")] if sticky else []
    hints = _hints(action, sticky and again, subject == action.key)
    if not said.more:
        return [_first(said, hints + close, width, pen)]
    lines = [_first(said, [], width, pen)]
    keys: list[list[Hint]] = [hints, close]
    for place, text in enumerate(said.more):
        role = "muted" if place else "soft"
        lines.append(_further(text, role, said.role, keys[min(place, 1)], width, pen))
    return lines


def _hints(action: Action, again: bool, here: bool) -> list[Hint]:
    """Name the keys that answer a result; those about its session only where that is in front."""
    if not isinstance(action, OverrideAction):
        back = isinstance(action, ParkAction) and action.result == "parked" and here
        return [("u", "undo")] if back else []
    if again:
        return [("w", "park"), ("m", "move")] if action.purpose in AGAIN else [("m", "again")]
    return [("u", "undo")] if here and can_be_undone(action) else []


def _edge(role: str, pen: Pen) -> Line:
    line = Line(pen.style("text", on=PAGE))
    return line.add(pen.glyphs.edge, pen.style(role, on=PAGE)).gap()


def _first(said: Told, hints: list[Hint], width: int, pen: Pen) -> Strip:
    right = hints_line(hints, width, pen, on=PAGE)
    line = _edge(said.role, pen)
    line.add(f"{said.glyph} {said.word}", pen.style(said.role, bold=True, on=PAGE)).gap(3)
    line.add(said.before, pen.style("soft", on=PAGE))
    line.add(said.strong, pen.style("text", bold=True, on=PAGE))
    room = width - line.width - right.width - 3
    line.add(fit(said.after, room, pen.glyphs.ellipsis), pen.style("soft", on=PAGE))
    if line.width + len(said.aside) + 3 <= width - right.width - 3:
        line.gap(3).add(said.aside, pen.style("muted", on=PAGE))
    return spread(line, right, width)


def _further(text: str, role: str, edge: str, hints: list[Hint], width: int, pen: Pen) -> Strip:
    right = hints_line(hints, width, pen, on=PAGE)
    line = _edge(edge, pen)
    line.add(fit(text, width - right.width - 5, pen.glyphs.ellipsis), pen.style(role, on=PAGE))
    return spread(line, right, width)


def _plain(text: str, width: int, pen: Pen) -> Strip:
    return _edge("bad", pen).add(text, pen.style("muted", on=PAGE)).strip(width)
