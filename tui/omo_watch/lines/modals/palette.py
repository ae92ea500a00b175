"""The rows of the palette."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.frame.footer import hints_line
from omo_watch.lines.line import Line, blank
from omo_watch.lines.modal import PAD, PAGE
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch.orders.entries import Entry, Kind

KEYS: tuple[Hint, ...] = (("enter", "do it"), ("esc", "leave"))
NAMES: dict[Kind, str] = {
    "here": "here",
    "elsewhere": "on other pages",
    "tab": "tabs",
    "session": "sessions",
    "theme": "themes",
}
Row = Entry | Kind


def palette_rows(found: Sequence[Entry], grouped: bool) -> list[Row]:
    """Give the rows, with a heading above each kind where they stand in groups."""
    rows: list[Row] = []
    for place, entry in enumerate(found):
        if grouped and (not place or found[place - 1].kind != entry.kind):
            rows.append(entry.kind)
        rows.append(entry)
    return rows


def palette_lines(
    rows: Sequence[Row], cursor: int, top: int, height: int, width: int, pen: Pen
) -> list[Strip]:
    """Draw the rows in view."""
    if not rows:
        line = Line(pen.style("text", on=PAGE)).gap(PAD)
        lines = [line.add("Nothing has these letters.", pen.style("soft", on=PAGE)).strip(width)]
    else:
        lines = [
            _row(rows[place], place == cursor, width, pen)
            for place in range(top, min(top + height, len(rows)))
        ]
    return lines + [blank(width, pen.style("text", on=PAGE))] * (height - len(lines))


def keys_and_count(count: str, width: int, pen: Pen) -> Strip:
    """Draw the keys, and at the right which of how many the cursor is on."""
    line = Line(pen.style("text", on=PAGE)).gap(PAD).join(hints_line(KEYS, 100, pen, on=PAGE))
    return line.right(count, pen.style("muted", on=PAGE), width - PAD).strip(width)


def _row(row: Row, here: bool, width: int, pen: Pen) -> Strip:
    if not isinstance(row, Entry):
        line = Line(pen.style("text", on=PAGE)).gap(PAD)
        return line.add(NAMES[row], pen.style("muted", on=PAGE)).strip(width)
    on = "cursor" if here else PAGE
    line = Line(pen.style("text", on=on))
    line.add(pen.glyphs.edge if here else " ", pen.style("accent", on=on)).to(PAD)
    aside = fit(row.aside, width // 2, pen.glyphs.ellipsis)
    room = width - 2 * PAD - cell_len(aside) - 2
    name, colon, what = row.title.partition(": ") if row.order else (row.title, "", "")
    strong = pen.style("text", bold=here, on=on, underline=here and pen.ink.plain)
    line.add(fit(name, room, pen.glyphs.ellipsis), strong)
    if colon and line.width + 4 < room:
        line.to(PAD + 18).gap().add(
            fit(what, room - line.width, pen.glyphs.ellipsis), pen.style("muted", on=on)
        )
    key = pen.style("text" if row.kind == "here" else "muted", bold=row.kind == "here", on=on)
    return line.right(aside, key, width - PAD).strip(width)
