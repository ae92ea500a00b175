"""What the screen says when there is no server to watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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
    "OPENCODE_SERVER_PASSWORD": "a password",
    "plain opencode": "its own screen",
}
"""What the search looks at is called so by a person."""
LOCKED = "wants a user name"
OWN_SCREEN = "listens on no port"


def answers(look: Look) -> bool:
    """Tell whether a server answered there, so that it can be watched."""
    return look.result.startswith("OpenCode ")


def is_locked(look: Look) -> bool:
    """Tell whether a server wants a password there."""
    return LOCKED in look.result


class Aim(NamedTuple):
    """Hold what a person is about on the page."""

    cursor: int = 0
    marks: frozenset[str] = frozenset()
    """Places of servers that are to be watched together."""
    looks: bool = False
    """They are being looked for now."""
    first: int = 0
    """The first place that is drawn."""

    def in_view(self, many: int) -> Aim:
        """Scroll no further than the cursor among so many places needs."""
        first = min(max(self.first, self.cursor - MOST_LOOKS + 1), self.cursor)
        return self._replace(first=max(min(first, many - MOST_LOOKS), 0))


def connect_top(looks: Sequence[Look], aim: Aim, pen: Pen) -> list[Strip]:
    """Draw what was looked for, and what was found."""
    many = sum(answers(look) or is_locked(look) for look in looks)
    head = "No OpenCode server answers here."
    if many:
        head = "Several servers are here. Which ones?" if many > 1 else "One server is here."
    lines = [_line(head, pen.style("text", bold=True), pen)]
    lines.append(_line(_said(looks, aim, pen), pen.style("soft"), pen))
    lines.append(blank(WIDTH, pen.style("text")))
    first = aim.first
    for place, look in enumerate(looks[first : first + MOST_LOOKS], first):
        here = answers(look) and place == aim.cursor
        lines.append(_look(look, here, look.place in aim.marks, pen))
    if len(looks) > MOST_LOOKS:
        more = _more(first, len(looks) - MOST_LOOKS - first)
        lines.append(_line(more, pen.style("muted"), pen, indent=2))
    return [*lines, blank(WIDTH, pen.style("text"))] if looks else lines


def _said(looks: Sequence[Look], aim: Aim, pen: Pen) -> str:
    places = f"in {len(looks)} place{'' if len(looks) == 1 else 's'}"
    if aim.looks:
        return f"Looking {places}." if looks else "Looking for one."
    if sum(map(answers, looks)) > 1:
        marked = f"enter watches the {len(aim.marks)} marked" if aim.marks else "enter watches one"
        return pen.keyboard.say(f"Looked {places}. {marked}, {{mark}} marks several.")
    if any(map(answers, looks)):
        return f"Looked {places}. enter watches it."
    return f"Looked {places}, looking again every 5s." if looks else "Looking for one every 5s."


def _more(above: int, below: int) -> str:
    """Say how many places are not drawn."""
    if not above:
        return f"and {below} more"
    return f"and {above} more above" + (f", {below} below" if below else "")


def address_label(pen: Pen) -> list[Strip]:
    """Draw what stands before the place to type an address."""
    return [_labelled("Address", "address", pen).strip(14)]


def connect_bottom(
    looks: Sequence[Look], has_opencode: bool, fault: str, pen: Pen, doing: str = ""
) -> list[Strip]:
    """Draw the other ways to a server, and where passwords come from; `doing` is being tried."""
    said, role = (doing, "soft") if doing else (fault, "bad")
    lines = [_line(said, pen.style(role), pen, indent=14)]
    line = _labelled("Start one", "serve" if has_opencode else "", pen)
    lines.append(line.add("opencode serve --port 4096", pen.style("text")).strip(WIDTH))
    line = _labelled("Or look", "demo", pen)
    line.add("the demo: a small server with a story, on this machine", pen.style("soft"))
    lines += [line.strip(WIDTH), blank(WIDTH, pen.style("text"))]
    if any(OWN_SCREEN in look.result for look in looks):
        lines += _own_screen(pen)
    said = "Passwords come from the environment or the keyring, never from here."
    return [*lines, _line(said, pen.style("muted"), pen)]


def _look(look: Look, here: bool, marked: bool, pen: Pen) -> Strip:
    on = "cursor" if here else "ground"
    glyph, role = _sign(look, pen)
    if marked:
        glyph, role = pen.glyphs.marked, "accent"
    line = Line(pen.style("text", on=on)).add(f"{glyph} ", pen.style(role, bold=marked, on=on))
    underline = here and pen.ink.plain
    line.add(
        fit(look.place, WHERE - 2, pen.glyphs.ellipsis),
        pen.style("text", bold=here, on=on, underline=underline),
    ).to(2 + WHERE)
    kind = KINDS.get(look.what, look.what)
    line.add(fit(kind, WHAT - 2, pen.glyphs.ellipsis), pen.style("muted", on=on))
    line.to(2 + WHERE + WHAT)
    result = fit(_result(look), WIDTH - line.width, pen.glyphs.ellipsis)
    said = role if role == "bad" else "text" if answers(look) else "soft"
    return line.add(result, pen.style(said, on=on)).strip(WIDTH)


def _sign(look: Look, pen: Pen) -> tuple[str, str]:
    """Give the glyph of what was found, and its role; an address without an answer is bad."""
    if answers(look):
        return pen.glyphs.live, "done"
    if is_locked(look) or OWN_SCREEN in look.result:
        return pen.glyphs.absent, "muted"
    if ":" in look.place or look.place == "start":
        return pen.glyphs.down, "bad"
    return pen.glyphs.idle, "muted"


def _result(look: Look) -> str:
    if OWN_SCREEN in look.result:
        return "has no port"
    return "wants a password" if is_locked(look) else look.result


def _own_screen(pen: Pen) -> list[Strip]:
    """Say why a plain `opencode` cannot be watched, and the two ways out."""
    said = (
        "OpenCode runs here, but its own screen listens on no port. Start it as "
        "`opencode --port 4096`, or run `opencode serve` and join it with `opencode attach`."
    )
    lines = [_line(text, pen.style("soft"), pen) for text in wrap(said, WIDTH)]
    return [*lines, blank(WIDTH, pen.style("text"))]


def _labelled(label: str, word: str, pen: Pen) -> Line:
    """Begin a line of a way to a server with the key of its word."""
    key = pen.keyboard.key(word) if word else ""
    line = Line(pen.style("text")).add(label, pen.style("soft", bold=True)).to(11)
    return line.add(key, pen.style("accent", bold=True)).to(14)


def _line(text: str, style: Style, pen: Pen, indent: int = 0) -> Strip:
    line = Line(pen.style("text")).gap(indent)
    return line.add(fit(text, WIDTH - indent, pen.glyphs.ellipsis), style).strip(WIDTH)
