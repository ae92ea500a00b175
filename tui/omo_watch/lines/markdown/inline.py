"""What stands inside a line of Markdown: weight, code, links with their addresses as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omo_watch.lines.markdown.spans import Span
from omo_watch.lines.pen import Pen
from omo_watch_core.clean import clean_line

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

MOST = 30_000
"""Characters of an answer; a longer text is no answer but data, and would take long to parse."""
LINKS = ("http://", "https://")
"""Addresses that are shown beside what they are called; others are not."""


def spans(node: SyntaxTreeNode, pen: Pen, around: str) -> Iterator[Span]:
    """Yield the pieces of a line; `around` is the kind of block that it belongs to."""
    yield from _inside(node, pen, around in ("heading", "th"))


def _inside(node: SyntaxTreeNode, pen: Pen, bold: bool) -> Iterator[Span]:
    match node.type:
        case "softbreak":
            yield Span(" ", pen.style("text"))
        case "hardbreak":
            yield Span("\n", pen.style("text"))
        case "code_inline":
            yield Span(_said(node.content), pen.style("accent", bold=bold))
        case "image":
            yield Span(_said(node.content) or "an image", pen.style("soft"))
        case "link":
            yield from _link(node, pen, bold)
        case "text" | "html_inline" | "html_block":
            yield Span(_said(node.content), pen.style("text", bold=bold))
        case kind:
            for child in node.children:
                yield from _inside(child, pen, bold or kind == "strong")


def _link(node: SyntaxTreeNode, pen: Pen, bold: bool) -> Iterator[Span]:
    called = [span for child in node.children for span in _inside(child, pen, bold)]
    yield from (Span(span.text, pen.style("text", bold=bold, underline=True)) for span in called)
    address = _said(str(node.attrs.get("href", "")))
    if address.startswith(LINKS) and address != "".join(span.text for span in called):
        yield Span(f" {address}", pen.style("muted"))


def _said(text: str) -> str:
    """Clean what is said once more: an entity, as `&#13;`, is a control only when it is read."""
    return clean_line(text, MOST)
