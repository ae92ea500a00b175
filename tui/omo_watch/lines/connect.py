"""What the screen says when there is no server to watch."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from omo_watch.desk import Look
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit, wrap

WIDTH = 70
MOST_LOOKS = 6
WHERE, WHAT = 22, 20
KINDS = {
    "default": "the usual port",
    "processes": "a program of yours",
    "settings": "servers you named",
    "environment": "of the environment",
    "start": "could not be started",
}
"""What the places of the search are to a person."""
LOCKED = "wants a user name"
OWN_SCREEN = "listens on no port"


def answers(look: Look) -> bool:
    """Tell whether a server answered there, so that it can be watched."""
    return look.result.startswith("OpenCode ")


def is_locked(look: Look) -> bool:
    """Tell whether a server wants a password there."""
    return LOCKED in look.result


def connect_top(looks: Sequence[Look], cursor: int, pen: Pen) -> list[Strip]:
    """Draw what was looked for, and what was found."""
    many = sum(answers(look) or is_locked(look) for look in looks)
    head = "No OpenCode server answers here."
    if many:
        head = "Several servers are here. Which one?" if many > 1 else "One server is here."
    lines = [_line(head, pen.style("text", bold=True), pen)]
    places = f"Looked in {len(looks)} place{'' if len(looks) == 1 else 's'}."
    said = f"{places} r looks again." if looks else "r looks for one."
    lines += [_line(said, pen.style("soft"), pen), blank(WIDTH, pen.style("text"))]
    for place, look in enumerate(looks[:MOST_LOOKS]):
        lines.append(_look(look, answers(look) and place == cursor, pen))
    if len(looks) > MOST_LOOKS:
        more = f"and {len(looks) - MOST_LOOKS} more"
        lines.append(_line(more, pen.style("muted"), pen, indent=2))
    return [*lines, blank(WIDTH, pen.style("text"))] if looks else lines


def address_label(pen: Pen) -> list[Strip]:
    """Draw what stands before the place to type an address."""
    return [_labelled("Address", "a", pen).strip(14)]


def connect_bottom(looks: Sequence[Look], has_opencode: bool, fault: str, pen: Pen) -> list[Strip]:
    """Draw the other ways to a server, and where passwords come from."""
    lines = [_line(fault, pen.style("bad"), pen, indent=14)]
    if has_opencode:
        line = _labelled("Start one", "s", pen).add("opencode serve --port 4096", pen.style("text"))
    else:
        line = _labelled("Start one", "", pen).add("opencode serve --port 4096", pen.style("text"))
    lines.append(line.strip(WIDTH))
    line = _labelled("Or look", "d", pen)
    line.add("the demo: a small server with a story, on this machine", pen.style("soft"))
    lines += [line.strip(WIDTH), blank(WIDTH, pen.style("text"))]
    if any(OWN_SCREEN in look.result for look in looks):
        lines += _own_screen(pen)
    said = "Passwords come from the environment or the keyring, never from here."
    return [*lines, _line(said, pen.style("muted"), pen)]


def _look(look: Look, here: bool, pen: Pen) -> Strip:
    on = "cursor" if here else "ground"
    glyph, role, result_role = pen.glyphs.idle, "muted", "soft"
    if answers(look):
        glyph, role, result_role = pen.glyphs.live, "done", "text"
    elif is_locked(look) or OWN_SCREEN in look.result:
        glyph, role, result_role = pen.glyphs.absent, "muted", "soft"
    elif look.place in ("default", "settings"):
        glyph, role, result_role = pen.glyphs.down, "bad", "bad"
    line = Line(pen.style("text", on=on)).add(f"{glyph} ", pen.style(role, on=on))
    what = look.what.removeprefix("http://")
    underline = here and pen.ink.plain
    line.add(
        fit(what, WHERE - 2, pen.glyphs.ellipsis),
        pen.style("text", bold=here, on=on, underline=underline),
    ).to(2 + WHERE)
    kind = KINDS.get(look.place, look.place)
    line.add(fit(kind, WHAT, pen.glyphs.ellipsis), pen.style("muted", on=on)).to(2 + WHERE + WHAT)
    result = look.result.partition(":")[0]
    if OWN_SCREEN in result:
        result = "has no port"
    elif is_locked(look):
        result = "wants a password"
    result = fit(result, WIDTH - line.width, pen.glyphs.ellipsis)
    return line.add(result, pen.style(result_role, on=on)).strip(WIDTH)


def _own_screen(pen: Pen) -> list[Strip]:
    """Say why a plain `opencode` cannot be watched, and the two ways out."""
    said = (
        "OpenCode runs here, but its own screen listens on no port. Start it as "
        "`opencode --port 4096`, or run `opencode serve` and join it with `opencode attach`."
    )
    lines = [_line(text, pen.style("soft"), pen) for text in wrap(said, WIDTH)]
    return [*lines, blank(WIDTH, pen.style("text"))]


def _labelled(label: str, key: str, pen: Pen) -> Line:
    line = Line(pen.style("text")).add(label, pen.style("soft", bold=True)).to(11)
    return line.add(key, pen.style("accent", bold=True)).to(14)


def _line(text: str, style: Style, pen: Pen, indent: int = 0) -> Strip:
    line = Line(pen.style("text")).gap(indent)
    return line.add(fit(text, WIDTH - indent, pen.glyphs.ellipsis), style).strip(WIDTH)
