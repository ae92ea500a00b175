"""The list of themes: under the cursor is the one that the whole screen wears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.strip import Strip

from omo_watch.keys.key import Hint
from omo_watch.lines.line import blank
from omo_watch.lines.modal import inner_rule, key_line
from omo_watch.lines.modals.themes import Cloth, cloth_lines, cloth_said, kind_of
from omo_watch.lines.pen import Pen
from omo_watch.theming import Ink
from omo_watch.wardrobe import Wardrobe
from omo_watch.widgets.options import Options

KEYS: tuple[Hint, ...] = (("enter", "keep"), ("esc", "as it was"))
MOST_FAULTS = 3
BELOW = 3
"""Lines below list and sentences: rule, blank, keys."""


class Cloths(Options):
    """Show the themes and what keeping one means."""

    @dataclass
    class Tried(Message):
        """Another theme is under the cursor."""

        name: str

    def __init__(self, wardrobe: Wardrobe, worn: str, pen: Pen) -> None:
        super().__init__("cloths")
        self._wardrobe = wardrobe
        self._all = [_cloth(name, wardrobe, pen) for name in wardrobe.shelf.names]
        self.rows = self._all
        self.cursor = next((n for n, row in enumerate(self.rows) if row.name == worn), 0)

    @property
    def name_here(self) -> str | None:
        """Name the theme under the cursor."""
        return self.rows[self.cursor].name if self.rows else None

    def narrow(self, typed: str) -> None:
        """Keep the themes that have these letters; the cursor stays on its own."""
        before, wanted = self.name_here, typed.casefold().strip()
        self.rows = [row for row in self._all if wanted in f"{row.name} {row.kind}".casefold()]
        names = [row.name for row in self.rows]
        self.go(names.index(before) if before in names else 0)

    @property
    def count(self) -> int:
        """Count the themes that have the letters."""
        return len(self.rows)

    @property
    def shown(self) -> int:
        """Count the lines that themes stand on."""
        width, height = self.size
        return max(height - len(self.said(width, self.pen)) - BELOW, 1)

    def said(self, width: int, pen: Pen) -> list[Strip]:
        """Say what keeping means, and which themes of the person's own are not used."""
        shelf, fixed = self._wardrobe.shelf, self._wardrobe.fixed
        kept = f"{fixed} names a theme: this one lasts until you leave." if fixed else (
            "What you keep is worn next time too; `theme` in config.toml goes before it."
        )  # fmt: skip
        if pen.ink.plain:
            kept = f"NO_COLOR is set: no theme has colours now. {kept}"
        texts = [(fault, "bad") for fault in shelf.faults[:MOST_FAULTS]]
        if len(shelf.faults) > MOST_FAULTS:
            texts.append((f"and {len(shelf.faults) - MOST_FAULTS} more are not used", "bad"))
        return cloth_said([(kept, "soft"), *texts], width, pen)

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw list, rule, sentences and keys."""
        said = self.said(width, self.pen)
        shown = max(height - len(said) - BELOW, 1)
        top = self.scrolled(shown)
        return [
            *cloth_lines(self.rows, self.cursor, top, shown, width, self.pen),
            inner_rule(width, self.pen),
            *said,
            blank(width, self.pen.style("text", on=self.page)),
            key_line(KEYS, width, self.pen),
        ]

    def turned(self) -> None:
        """Let the screen wear what is under the cursor."""
        if self.name_here:
            self.post_message(self.Tried(self.name_here))


def _cloth(name: str, wardrobe: Wardrobe, pen: Pen) -> Cloth:
    """Make a pen of a theme for its sample."""
    own = Pen(Ink(wardrobe.shelf.take(name), pen.ink.plain), pen.glyphs)
    return Cloth(name, kind_of(own, name in wardrobe.shelf.own), own)
