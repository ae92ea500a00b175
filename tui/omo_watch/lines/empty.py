"""What the table says where it has no row."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.clock import countdown
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State

INDENT = 4
ABOVE = 2


def empty_lines(
    state: State,
    view: View,
    found: Arrangement,
    soonest: tuple[int, float] | None,
    width: int,
    pen: Pen,
) -> list[Strip]:
    """Say why there is no row; `soonest` is how many wait for a limit and when the first is due."""
    if view.needs_me and not view.filter:
        return _two("Nothing needs you.", _waits(state, soonest), width, pen)
    if view.filter:
        count = found.hidden
        hidden = f"{count} {'is' if count == 1 else 'are'} hidden by this filter. esc clears it."
        return _filtered(view.filter, hidden, width, pen)
    return _two(*_no_session(state), width, pen)


def too_small_line(columns: int, lines: int) -> str:
    """Say that the terminal is too small."""
    return f"This terminal is {columns}x{lines}. omo-watch needs 80x24."


def _waits(state: State, soonest: tuple[int, float] | None) -> str:
    if soonest is None:
        return "esc shows all sessions."
    count, due_ms = soonest
    left = countdown(due_ms - state.now_ms)
    when = f"the next is back in {left}" if left[0].isdigit() else "the next is due"
    return f"{count} {'waits' if count == 1 else 'wait'} for a limit, {when}."


def _no_session(state: State) -> tuple[str, str]:
    servers = list(state.servers.values())
    name = servers[0].name if len(servers) == 1 else f"None of {len(servers)} servers"
    refused = [server for server in servers if server.link.phase == "refused"]
    if refused and refused[0].link.status == 401:
        return (
            f"{refused[0].name} wants a password.",
            "Set it in the environment or the keyring, then start again. Nothing was retried.",
        )
    if any(server.listed_ms is not None for server in servers):
        said = f"{name} has {'no' if len(servers) == 1 else 'a'} session yet."
        return said, "The first one shows up here by itself."
    reasons = [server.link.reason for server in servers if server.link.reason]
    if reasons:
        said = f"{name} does not answer." if len(servers) == 1 else "No server answers."
        return said, reasons[0]
    return (f"Asking {name} for its sessions." if len(servers) == 1 else "Asking for sessions."), ""


def _two(bold: str, muted: str, width: int, pen: Pen) -> list[Strip]:
    first = _begin(pen).add(_fit(bold, width, pen), pen.style("text", bold=True))
    second = _begin(pen).add(_fit(muted, width, pen), pen.style("muted"))
    return [*_above(width, pen), first.strip(width), second.strip(width)]


def empty_log(filtered: str, hidden: int, fault: str, width: int, pen: Pen) -> list[Strip]:
    """Say why the log has no line; `filtered` is the filter or the kind that hides `hidden`."""
    if fault:
        return _two(fault, "esc clears the filter.", width, pen)
    if not hidden:
        return _two("Nothing has happened yet.", "", width, pen)
    many = f"{hidden} {'is' if hidden == 1 else 'are'} hidden. esc clears it."
    return _filtered(filtered, many, width, pen, "Nothing in the log matches")


def _filtered(
    text: str, hidden: str, width: int, pen: Pen, nothing: str = "No session matches"
) -> list[Strip]:
    first = _begin(pen).add(nothing, pen.style("text")).gap(2)
    first.add(_fit(text, width - len(nothing) - 2, pen), pen.style("text"))
    second = _begin(pen).add(_fit(hidden, width, pen), pen.style("muted"))
    return [*_above(width, pen), first.strip(width), second.strip(width)]


def _begin(pen: Pen) -> Line:
    return Line(pen.style("text")).gap(INDENT)


def _above(width: int, pen: Pen) -> list[Strip]:
    return [Strip.blank(width, pen.style("text"))] * ABOVE


def _fit(text: str, width: int, pen: Pen) -> str:
    return fit(text, width - INDENT - 1, pen.glyphs.ellipsis)
