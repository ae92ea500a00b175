"""What became of actions: one line above the footer, three where it must be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import spread
from omo_watch.lines.moments import took
from omo_watch.lines.pen import Pen
from omo_watch.lines.results.edge import PAGE, edge, further_line
from omo_watch.lines.results.grouping import HELD, Group, grouped, is_told, stays
from omo_watch.lines.results.told import AGAIN, TITLE, Told, told
from omo_watch.lines.text import fit, one_line, parted, wrap_paragraph
from omo_watch_core.actions.action import Action, AnswerAction, OverrideAction, ParkAction, Result
from omo_watch_core.actions.undo.undoing import can_be_undone
from omo_watch_core.state import SessionKey

PUSHED_UP = 2
MOST_LINES = 6
"""The place of results has no more: no row is ever covered."""
NAMED = 2
"""How many of a group's bad news are named."""


def result_lines(
    actions: Sequence[Action],
    now_ms: int,
    width: int,
    pen: Pen,
    again: bool,
    subject: SessionKey | None = None,
    waiting: Collection[str] = (),
) -> list[Strip]:
    """Draw what is to be told of these actions, oldest first: the newest whole, then bad news.

    `subject` is the session that keys are about, where they may change something; `waiting` are
    the actions that stand in the Inbox.
    """
    shown = [group for group in grouped(actions) if is_told(group, now_ms)]
    if not shown:
        return []
    newest = shown[-1]
    older = [group for group in shown[:-1] if stays(group)]
    lines: list[Strip] = []
    if len(older) > PUSHED_UP:
        lines.append(_plain(_and_more(older[:-PUSHED_UP], waiting), width, pen))
    lines += [_first(_told(each, now_ms, pen), [], width, pen) for each in older[-PUSHED_UP:]]
    return lines + _whole(newest, now_ms, width, pen, again, subject, MOST_LINES - len(lines))


def _and_more(groups: Sequence[Group], waiting: Collection[str]) -> str:
    """Count what has no line here; only what the Inbox really holds is promised there."""
    held = sum(action.id in waiting for group in groups for action in group)
    return f"and {held} more in the Inbox" if held else f"and {len(groups)} more"


def _told(group: Group, now_ms: int, pen: Pen) -> Told:
    return told(group[0], now_ms, pen) if len(group) == 1 else _together(group, now_ms, pen)


def _together(group: Group, now_ms: int, pen: Pen) -> Told:
    """Sum up what was asked for together, and name what is not good."""
    glyphs, many = pen.glyphs, len(group)
    lasted = took(max(a.ended_ms or now_ms for a in group) - min(a.started_ms for a in group))
    left = sum(action.result is None for action in group)
    counts = Counter(_counted(action) for action in group if action.result is not None)
    doing, done = _verbs(group[0])
    said = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    if left:
        before = f"{many} sessions: {said}{', ' if said else ''}{left} to go"
        return Told(glyphs.busy, doing, "busy", before, aside=lasted)
    if not stays(group):
        asked = set(counts) == {"sent"}
        if asked or done == "set":
            sign, word, role = glyphs.set, "sent" if asked else "set", "accent"
        else:
            sign, word, role = glyphs.proved, done, "done"
        return Told(sign, word, role, said, aside=lasted)
    bad = [action for action in group if action.result not in HELD]
    more = [
        f"{fit(action.title, TITLE, glyphs.ellipsis)}: {_word(action.result)}, {action.evidence}"
        for action in bad[:NAMED]
    ]
    if len(bad) > NAMED:
        more[-1:] = [more[-1], f"and {len(bad) - NAMED} more"]
    return Told(glyphs.not_proved, "not all", "bad", said, aside=lasted, more=tuple(more))


def _verbs(action: Action) -> tuple[str, str]:
    """Give what all of a group do, while they do it and once it is done."""
    if isinstance(action, OverrideAction):
        return ("retrying", "proved") if action.purpose == "retry" else ("moving", "proved")
    if isinstance(action, AnswerAction):
        return "answering", "answered"
    return ("parking", "set") if isinstance(action, ParkAction) else ("stopping", "stopped")


def _counted(action: Action) -> str:
    """Name a result where results of one kind are counted."""
    if isinstance(action, OverrideAction) and action.result == "proved":
        return "went on, proved" if action.purpose == "retry" else "moved and proved"
    if isinstance(action, OverrideAction) and action.result == "set":
        return "set for the next prompt"
    return _word(action.result)


def _word(result: Result | None) -> str:
    return "not proved" if result == "accepted" else str(result)


def _whole(
    group: Group,
    now_ms: int,
    width: int,
    pen: Pen,
    again: bool,
    subject: SessionKey | None,
    room: int,
) -> list[Strip]:
    said, sticky = _told(group, now_ms, pen), stays(group)
    close: list[Hint] = [("esc", "close")] if sticky else []
    one = group[0] if len(group) == 1 else None
    hints = _hints(one, sticky and again, subject == one.key, pen) if one else []
    if not said.more:
        first, rest = _parted(said, hints + close, width, pen)
        line = _first(first, hints + close, width, pen)
        return [line, further_line(rest, said.role, width, pen)] if rest else [line]
    keys = max(_wide(hints, width, pen), _wide(close, width, pen))
    texts = _broken(said, one, width - keys - 5, room - 1)
    lines = [_first(said, [], width, pen)]
    for place, (text, role) in enumerate(texts):
        here = (hints if not place else []) + (close if place == len(texts) - 1 else [])
        lines.append(_further(text, role, said.role, here, width, pen))
    return lines


def _broken(said: Told, one: Action | None, width: int, room: int) -> list[tuple[str, str]]:
    """Give further lines and their roles, broken where they are long and there is room for it."""
    last = len(said.more) - 1
    texts = [
        (text, "muted" if place and place == last and isinstance(one, OverrideAction) else "soft")
        for place, text in enumerate(said.more)
    ]
    broken = [
        (part, role) for text, role in texts for part in wrap_paragraph(one_line(text), width)
    ]
    return broken if len(broken) <= room else texts


def _wide(hints: list[Hint], width: int, pen: Pen) -> int:
    return hints_line(hints, width, pen, on=PAGE).width


def _hints(action: Action, again: bool, here: bool, pen: Pen) -> list[Hint]:
    """Name the keys that answer a result; those about its session only where that is in front."""
    if not isinstance(action, OverrideAction):
        back = isinstance(action, ParkAction) and action.result == "parked" and here
        return [(pen.keyboard.key("undo"), "undo")] if back else []
    if not here:
        return []
    if again:
        move = pen.keyboard.key("move")
        park: list[Hint] = [(pen.keyboard.key("park"), "park"), (move, "move")]
        return park if action.purpose in AGAIN else [(move, "again")]
    return [(pen.keyboard.key("undo"), "undo")] if can_be_undone(action) else []


def _parted(said: Told, hints: list[Hint], width: int, pen: Pen) -> tuple[Told, str]:
    """Part a sentence that is longer than its line."""
    right = hints_line(hints, width, pen, on=PAGE)
    begin = cell_len(f"{said.glyph} {said.word}") + 5
    first, rest = parted(f"{said.before}{said.strong}{said.after}", width - begin - right.width - 3)
    if not rest:
        return said, ""
    before, strong, after = first.partition(said.strong) if said.strong else (first, "", "")
    return said._replace(before=before, strong=strong, after=after, aside=""), rest


def _first(said: Told, hints: list[Hint], width: int, pen: Pen) -> Strip:
    right = hints_line(hints, width, pen, on=PAGE)
    line = edge(said.role, pen)
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


def _further(text: str, role: str, begin: str, hints: list[Hint], width: int, pen: Pen) -> Strip:
    right = hints_line(hints, width, pen, on=PAGE)
    line = edge(begin, pen)
    line.add(fit(text, width - right.width - 5, pen.glyphs.ellipsis), pen.style(role, on=PAGE))
    return spread(line, right, width)


def _plain(text: str, width: int, pen: Pen) -> Strip:
    return edge("bad", pen).add(text, pen.style("muted", on=PAGE)).strip(width)
