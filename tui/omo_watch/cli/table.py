"""The plain-text tables of the command line, without colours."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch.cli.columns import aligned
from omo_watch_core.announced import difference
from omo_watch_core.clock import age, countdown
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.row import Row
from omo_watch_core.state import State

HEADS = ("STATE", "TIME", "SESSION", "SERVER", "AGENT", "MODEL", "CTX", "COST", "WHY", "ID")
RIGHT = frozenset({"TIME", "CTX", "COST"})
MOST = {"SESSION": 40, "MODEL": 32, "WHY": 44}


def session_table(state: State, rows: Sequence[Row]) -> list[str]:
    """Write the sessions as aligned lines, heads first."""
    cells = [_cells(state, row) for row in rows]
    right = {HEADS.index(head) for head in RIGHT}
    return list(aligned((HEADS, *cells), [MOST.get(head, 99) for head in HEADS], right))


def _cells(state: State, row: Row) -> tuple[str, ...]:
    info, session = row.session.info, row.session
    model = answering(session)
    limit, used = row.context_limit, session.context_used
    return (
        row.state,
        time_of(row, state.now_ms),
        "  " * row.key.depth + info.title,
        row.server.name,
        info.agent or "",
        model.name if model else "",
        f"{100 * used // limit}%" if limit and used else "",
        f"${info.cost:.2f}" if info.cost else "",
        _why(row),
        info.id,
    )


def _why(row: Row) -> str:
    if row.mismatch is not None:
        return difference(row.mismatch)
    why = row.verdict
    return f"{why.cause} · {why.evidence}".removesuffix(" · ") if why else ""


def time_of(row: Row, now_ms: int) -> str:
    """Say how long it is so, or when it goes on."""
    if row.due_ms is not None and row.state in ("retry", "parked"):
        text = countdown(row.due_ms - now_ms)
        return text if text == "due" or text.startswith("+") else f"in {text}"
    return age(now_ms - row.since_ms) if row.since_ms else ""


def server_lines(state: State) -> list[str]:
    """Say for each server where it stands; a healthy one is one short line."""
    lines: list[str] = []
    for server in state.servers.values():
        version = f" {server.version}" if server.version else ""
        reason = f": {server.link.reason}" if server.link.reason else ""
        known = sum(1 for s in server.sessions.values() if s.info.archived_ms is None)
        count = f", {known} sessions" if server.listed_ms is not None else ""
        lines.append(f"{server.name}{version} {server.link.phase}{reason}{count}")
    return lines
