"""Outside text made to fit: one line, cut at the end, or wrapped; all widths in cells."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells, set_cell_size


def one_line(text: str) -> str:
    """Give the text with every run of blanks, tabs and line ends as one blank."""
    return " ".join(text.split())


def fit(text: str, width: int, ellipsis: str) -> str:
    """Cut a text at the end, with the ellipsis, so that it takes at most `width` cells."""
    text = one_line(text)
    if cell_len(text) <= width:
        return text
    if width <= cell_len(ellipsis):
        return ellipsis if width >= cell_len(ellipsis) else ""
    return set_cell_size(text, width - cell_len(ellipsis)) + ellipsis


def parted(text: str, width: int) -> tuple[str, str]:
    """Give what of a text fits into a line, broken at a blank, and the rest of it."""
    text = one_line(text)
    first = wrap_paragraph(text, max(width, 2))[0]
    return first, text[len(first) :].lstrip()


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells; paragraphs stay apart."""
    return [line for paragraph in text.split("\n") for line in wrap_paragraph(paragraph, width)]


def wrap_paragraph(paragraph: str, width: int) -> list[str]:
    """Break one paragraph; an empty one is one empty line. Leading blanks stay."""
    width = max(width, 2)
    paragraph = paragraph.replace("\t", "    ").rstrip()
    if cell_len(paragraph) <= width:
        return [paragraph]
    lines: list[str] = []
    line = paragraph[: len(paragraph) - len(paragraph.lstrip())]
    if cell_len(line) >= width:
        line = ""
    taken = False
    for word in paragraph.split():
        candidate = f"{line} {word}" if taken else line + word
        if cell_len(candidate) <= width:
            line, taken = candidate, True
            continue
        if taken:
            lines.append(line)
        *full, line = chop_cells(word, width) or [""]
        lines += full
        taken = True
    return [*lines, line]
