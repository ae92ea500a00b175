"""Markdown as plain lines: what a finished answer wrote, with its marks made visible.

The text is data: it is parsed as Markdown, never as markup of this program, and HTML stays text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from rich.cells import chop_cells

from omo_watch.lines.diff import diff_lines
from omo_watch.lines.line import Line
from omo_watch.lines.markdown.inline import MOST, spans
from omo_watch.lines.markdown.spans import wrapped
from omo_watch.lines.markdown.table import table_lines
from omo_watch.lines.pen import Pen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

DEEPEST = 24
"""Levels, of blocks or inside a line; what is deeper was not meant as Markdown."""
LEAST = 6
"""Cells that the innermost text keeps, however deep it is nested."""


def markdown_lines(text: str, width: int, pen: Pen) -> list[Line] | None:
    """Draw a text; None where it is too long or too deep to be read as Markdown."""
    if len(text) > MOST:
        return None
    tokens = _parser().parse(text)
    if _depth(tokens) > DEEPEST:
        return None
    from markdown_it.tree import SyntaxTreeNode

    return _Drawing(pen).blocks(SyntaxTreeNode(tokens).children, width)


def _depth(tokens: Iterable[Token]) -> int:
    """Give the deepest level; those inside a line count from its own begin."""
    level = deepest = 0
    for token in tokens:
        level += token.nesting
        deepest = max(deepest, level, _depth(token.children or ()))
    return deepest


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # What is deeper than it may be nested is dropped without a word: so it may be deeper than we
    # draw. A line that only names an address for others would be dropped too.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * DEEPEST})
    return parser.enable("table").disable("reference")


class _Drawing:
    """Draw blocks under each other."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.fill = pen.style("text")

    def blocks(
        self, nodes: Iterable[SyntaxTreeNode], width: int, *, tight: bool = False
    ) -> list[Line]:
        """Draw blocks; an empty line parts them, but for those of a tight list."""
        lines: list[Line] = []
        for node in nodes:
            drawn = self._block(node, max(width, LEAST))
            if lines and drawn and not tight:
                lines.append(Line(self.fill))
            lines += drawn
        return lines

    def _block(self, node: SyntaxTreeNode, width: int) -> list[Line]:
        kind = node.type
        if kind in ("bullet_list", "ordered_list"):
            return self._list(node, width)
        if kind in ("fence", "code_block"):
            return self._code(node, width)
        if kind == "blockquote":
            return self._quote(node, width)
        if kind == "table":
            return table_lines(node, width, self.pen)
        if kind == "hr":
            dashes = self.pen.glyphs.rule * min(width, 24)
            return [Line(self.fill).add(dashes, self.pen.style("line"))]
        inside = [span for child in node.children for span in spans(child, self.pen, kind)]
        return wrapped(inside, width, self.fill)

    def _list(self, node: SyntaxTreeNode, width: int) -> list[Line]:
        tight = _is_tight(node)
        first = _number(node.attrs.get("start", 1))
        lines: list[Line] = []
        for place, item in enumerate(node.children):
            sign = f"{first + place}." if node.type == "ordered_list" else "-"
            if lines and not tight:
                lines.append(Line(self.fill))
            inner = self.blocks(item.children, width - len(sign) - 1, tight=tight)
            lines += self._beside(sign, inner or [Line(self.fill)])
        return lines

    def _beside(self, sign: str, inner: Sequence[Line]) -> list[Line]:
        signs = [sign, *[" " * len(sign)] * (len(inner) - 1)]
        muted = self.pen.style("muted")
        return [
            Line(self.fill).add(f"{one} ", muted).join(line)
            for one, line in zip(signs, inner, strict=True)
        ]

    def _quote(self, node: SyntaxTreeNode, width: int) -> list[Line]:
        edge, style = f"{self.pen.glyphs.rule_v} ", self.pen.style("line")
        inner = self.blocks(node.children, width - 2)
        return [Line(self.fill).add(edge, style).join(line) for line in inner]

    def _code(self, node: SyntaxTreeNode, width: int) -> list[Line]:
        if node.info.strip().lower() in ("diff", "patch"):
            found = diff_lines(f"@@ -1 +1 @@\n{node.content}", width - 2, self.pen)[1:]
            return [Line(self.fill).gap(2).join(line) for line in found]
        page = self.pen.style("soft", on="surface")
        lines: list[Line] = []
        for text in node.content.rstrip("\n").split("\n"):
            for piece in chop_cells(text.replace("\t", "    "), max(width - 2, 2)) or [""]:
                line = Line(page).gap().add(piece, page).to(width)
                lines.append(line)
        return lines


def _is_tight(node: SyntaxTreeNode) -> bool:
    """Tell whether no empty line stands between the items."""
    inner = (child for item in node.children for child in item.children)
    return not any(child.type == "paragraph" and not child.hidden for child in inner)


def _number(said: str | float) -> int:
    text = str(said)
    return int(text) if text.isdecimal() else 1
