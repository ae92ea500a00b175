"""The line to type a command into, and above it what it could become."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.frame.command import candidates_line, fault_line, meaning_line
from omo_watch.lines.rule import plain_rule
from omo_watch.widgets.sheet import Sheet


class Candidates(Sheet):
    """Show what the line could become, or why it is nothing."""

    def __init__(self) -> None:
        super().__init__("candidates")
        self.found: Sequence[str] = ()
        self.chosen = -1
        self.unfinished = ""
        self.fault = ""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw one line, with a rule above where pages look alike."""
        if self.fault:
            line = fault_line(self.fault, width, self.pen)
        else:
            line = candidates_line(self.found, self.chosen, self.unfinished, width, self.pen)
        return [plain_rule(width, self.pen), line] if self.pen.ink.flat else [line]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class Meaning(Sheet):
    """Show what the line does, and the keys."""

    def __init__(self) -> None:
        super().__init__("meaning")
        self.meaning = ""

    def tell(self, meaning: str) -> None:
        """Take what the line does."""
        self.meaning = meaning
        self.styles.width = meaning_line(meaning, self.app.size.width, self.pen).width + 1
        self.renew()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw it."""
        return [meaning_line(self.meaning, self.app.size.width, self.pen).strip(width)]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"
