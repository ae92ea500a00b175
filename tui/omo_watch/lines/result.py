"""What became of actions: one line above the footer, three where it must be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.lines.footer import Hint, hints_line
from omo_watch.lines.grouping import HELD, Group, grouped, is_told, stays
from omo_watch.lines.line import Line, spread
from omo_watch.lines.moments import took
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch.lines.told import AGAIN, TITLE, Told, told
from omo_watch_core.actions.action import Action, OverrideAction, ParkAction, Result
from omo_watch_core.actions.undo.undoing import can_be_undone
from omo_watch_core.state import SessionKey

PUSHED_UP = 2
PAGE = "raised"
NAMED = 2
"""How many of a group's bad news are named."""



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
    shown = [group for group in grouped(actions) if is_told(group, now_ms)]
    if not shown:
        return []
    newest = shown[-1]
    older = [group for group in shown[:-1] if stays(group)]
    lines: list[Strip] = []
    if len(older) > PUSHED_UP:
        lines.append(_plain(f"and {len(older) - PUSHED_UP} more", width, pen))
    lines += [_first(_told(each, now_ms, pen), [], width, pen) for each in older[-PUSHED_UP:]]
    return lines + _whole(newest, now_ms, width, pen, again, subject)


def _told(group: Group, now_ms: int, pen: Pen) -> Told:
    return told(group[0], now_ms, pen) if len(group) == 1 else _together(group, now_ms, pen)


def _together(group: Group, now_ms: int, pen: Pen) -> Told:
    """Sum up what was stopped together, and name what is not good."""
    glyphs, many = pen.glyphs, len(group)
    lasted = took(max(a.ended_ms or now_ms for a in group) - min(a.started_ms for a in group))
    left = sum(action.result is None for action in group)
    counts = Counter(_word(action.result) for action in group if action.result is not None)
    said = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    if left:
        before = f"{many} sessions: {said}{', ' if said else ''}{left} to go"
        return Told(glyphs.busy, "stopping", "busy", before, aside=lasted)
    if not stays(group):
        asked = set(counts) == {"sent"}
        sign, word, role = (glyphs.set, "sent", "accent") if asked else (
            glyphs.proved, "stopped", "done",
        )  # fmt: skip
        return Told(sign, word, role, said, aside=lasted)
    bad = [action for action in group if action.result not in HELD]
    more = [
        f"{fit(action.title, TITLE, glyphs.ellipsis)}: {_word(action.result)}, {action.evidence}"
        for action in bad[:NAMED]
    ]
    if len(bad) > NAMED:
        more[-1:] = [more[-1], f"and {len(bad) - NAMED} more"]
    return Told(glyphs.not_proved, "not all", "bad", said, aside=lasted, more=tuple(more))


def _word(result: Result | None) -> str:
    return "not proved" if result == "accepted" else str(result)


def _whole(
    group: Group, now_ms: int, width: int, pen: Pen, again: bool, subject: SessionKey | None
) -> list[Strip]:
    said, sticky = _told(group, now_ms, pen), stays(group)
    close: list[Hint] = [("esc", "close")] if sticky else []
    one = group[0] if len(group) == 1 else None
    hints = _hints(one, sticky and again, subject == one.key) if one else []
    if not said.more:
        return [_first(said, hints + close, width, pen)]
    lines = [_first(said, [], width, pen)]
    last = len(said.more) - 1
    for place, text in enumerate(said.more):
        role = "muted" if place and place == last and isinstance(one, OverrideAction) else "soft"
        keys = (hints if not place else []) + (close if place == last else [])
        lines.append(_further(text, role, said.role, keys, width, pen))
    return lines


def _hints(action: Action, again: bool, here: bool) -> list[Hint]:
    """Name the keys that answer a result; those about its session only where that is in front."""
    if not isinstance(action, OverrideAction):
        back = isinstance(action, ParkAction) and action.result == "parked" and here
        return [("u", "undo")] if back else []
    if not here:
        return []
    if again:
        return [("w", "park"), ("m", "move")] if action.purpose in AGAIN else [("m", "again")]
    return [("u", "undo")] if can_be_undone(action) else []


def _edge(role: str, pen: Pen) -> Line:
    line = Line(pen.style("text", on=PAGE))
    return line.add(pen.glyphs.edge, pen.style(role, on=PAGE)).gap()


def _first(said: Told, hints: list[Hint], width: int, pen: Pen) -> Strip:
    right = hints_line(hints, width, pen, on=PAGE)
    line = _edge(said.role, pen)
    line.add(f"{said.glyph} {said.word}", pen.style(said.role, bold=True, on=PAGE)).gap(3)
    room = width - line.width - right.width - 3 - cell_len(said.strong)
    whole = cell_len(said.before) <= room  # then it keeps the blank at its end
    before = said.before if whole else fit(said.before, room, pen.glyphs.ellipsis)
    line.add(before, pen.style("soft", on=PAGE))
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
