"""The first line of the header: the servers, who is in charge, the mode and the clock."""

from __future__ import annotations

from typing import NamedTuple

from textual.strip import Strip

from omo_watch.lines.line import Line, spread
from omo_watch.lines.moments import time_of_day
from omo_watch.lines.pen import NARROW, Pen, gap
from omo_watch.lines.text import fit
from omo_watch_core.clock import age, countdown
from omo_watch_core.select.charge import in_charge
from omo_watch_core.state import Mode, Server, State

VERSIONS_FROM = 120
"""Below this width versions go."""
NAME_MOST = 16
LIVE = 9
"""Badness of a server where all is well."""


class Standing(NamedTuple):
    """Hold how a server's link looks; the lower `badness`, the worse."""

    badness: int
    glyph: str
    role: str
    words: str


def standing(server: Server, now_ms: int, pen: Pen) -> Standing:
    """Say where the connection to a server stands; no words where it is live."""
    link, glyphs = server.link, pen.glyphs
    if link.phase == "live":
        return Standing(LIVE, glyphs.live, "done", "")
    if link.phase == "refused":
        return Standing(
            0, glyphs.down, "bad", "wants a password" if link.status == 401 else "refused"
        )
    if link.phase in ("silent", "stale"):
        words = f"{link.phase} {age(now_ms - (link.heard_ms or link.since_ms))}"
        return Standing(2, glyphs.unknown, "unknown", words)
    if link.lost_since_ms is not None or link.phase == "down":
        return Standing(1, glyphs.down, "bad", f"down {age(now_ms - _lost_ms(server))}")
    if link.phase == "waiting" and link.retry_at_ms is not None:
        return Standing(3, glyphs.clock, "wait", f"waiting {countdown(link.retry_at_ms - now_ms)}")
    return Standing(4, glyphs.queued, "muted", "opening")


def server_line(state: State, width: int, pen: Pen) -> Strip:
    """Draw name, servers, mode and clock."""
    on = "surface"
    line = (
        Line(pen.style("text", on=on)).gap().add("omo-watch", pen.style("accent", bold=True, on=on))
    )
    right = _mode_and_clock(state, width, pen)
    room = width - line.width - 3 - 1 - right.width - 1
    servers = _servers(state, width, room, pen)
    if servers.width:
        line.gap(3).join(servers)
    return spread(line, right, width)


def _lost_ms(server: Server) -> int:
    lost = server.link.lost_since_ms
    return server.link.since_ms if lost is None else lost


def _mode_and_clock(state: State, width: int, pen: Pen) -> Line:
    line = Line(pen.style("text", on="surface"))
    _add_mode(line, state.mode, pen)
    if width >= NARROW or not state.servers:
        line.gap(2).add(time_of_day(state.now_ms), pen.style("muted", on="surface"))
    return line


def _add_mode(line: Line, mode: Mode, pen: Pen) -> None:
    if mode == "watch":
        line.add(" read-only ", pen.style("ground", bold=True, on="soft"))
    else:
        role = "accent" if mode == "auto" else "soft"
        line.add(mode, pen.style(role, bold=mode == "auto", on="surface"))


def _servers(state: State, width: int, room: int, pen: Pen) -> Line:
    pieces = {
        name: _piece(server, state.now_ms, width, pen) for name, server in state.servers.items()
    }
    line = _together(list(pieces.values()), width, pen)
    if line.width <= room:
        return line
    ranked = sorted(
        state.servers.values(), key=lambda server: standing(server, state.now_ms, pen).badness
    )
    for count in range(len(ranked) - 1, -1, -1):
        shown = [pieces[server.name] for server in ranked[:count]]
        line = _together([*shown, _rest(ranked[count:], state.now_ms, pen)], width, pen)
        if line.width <= room:
            break
    return line


def _together(pieces: list[Line], width: int, pen: Pen) -> Line:
    line = Line(pen.style("text", on="surface"))
    for place, piece in enumerate(pieces):
        line.gap(gap(width) if place else 0).join(piece)
    return line


def _piece(server: Server, now_ms: int, width: int, pen: Pen) -> Line:
    on = "surface"
    seen = standing(server, now_ms, pen)
    line = Line(pen.style("text", on=on)).add(f"{seen.glyph} ", pen.style(seen.role, on=on))
    accent = pen.ink.accent_of(server.name)
    style = pen.style(accent or "text", bold=True, on=on, underline=accent is not None)
    line.add(fit(server.name, NAME_MOST, pen.glyphs.ellipsis), style)
    if seen.words:
        return line.gap().add(seen.words, pen.style(seen.role, on=on))
    if server.version and width >= VERSIONS_FROM:
        line.gap().add(server.version, pen.style("muted", on=on))
    charge = in_charge(server)
    if charge:
        line.gap().add(f"{pen.glyphs.separator} ", pen.style("muted", on=on))
        line.add(charge, pen.style("soft", on=on))
    if server.read_only:
        line.gap().add(f"{pen.glyphs.separator} ", pen.style("muted", on=on))
        line.add("read-only", pen.style("soft", on=on))
    return line


def _rest(servers: list[Server], now_ms: int, pen: Pen) -> Line:
    on = "surface"
    worst = min((standing(server, now_ms, pen) for server in servers), key=lambda s: s.badness)
    line = Line(pen.style("text", on=on)).add(f"{worst.glyph} ", pen.style(worst.role, on=on))
    line.add(f"+{len(servers)}", pen.style("text", bold=True, on=on)).gap()
    return line.add("live" if worst.badness == LIVE else "more", pen.style("soft", on=on))
