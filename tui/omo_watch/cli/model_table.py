"""The board of models as plain lines, without colours."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch.cli.columns import aligned
from omo_watch.lines.models.words import back_in, of_models, reason, since
from omo_watch_core.clock import countdown
from omo_watch_core.select.board.nouns import Board, ModelRow
from omo_watch_core.state import State

HEADS = ("STATE", "MODEL", "BACK IN", "REASON", "SINCE", "USED BY", "HIT BY")
RIGHT = frozenset({"BACK IN", "SINCE", "USED BY"})
MOST = {"MODEL": 48, "HIT BY": 48}


def model_table(state: State, board: Board) -> Sequence[str]:
    """Write the models as aligned lines, heads first; incidents stand above them."""
    rows = [board.rows[key] for key in board.keys if key in board.rows]
    if not rows:
        return (f"No model is limited. {len(board.rows)} are known; --all shows them.",)
    storms = [
        f"{one.provider}: {of_models(one)} rest, the first is back in "
        f"{countdown(one.first_ms - state.now_ms)}, {len(one.sessions)} sessions were hit"
        for one in board.incidents.values()
    ]
    cells = [_cells(state, row) for row in rows]
    right = {HEADS.index(head) for head in RIGHT}
    return (*storms, *aligned((HEADS, *cells), [MOST.get(head, 99) for head in HEADS], right))


def _cells(state: State, row: ModelRow) -> tuple[str, ...]:
    limited = row.is_limited or row.standing == "held"
    hits = [f"{hit.title or hit.session} ({hit.server})" for hit in row.hits]
    return (
        row.standing,
        row.name,
        back_in(row, state.now_ms),
        reason(row, state.owner),
        since(row.since_ms, state.now_ms) if limited else "",
        str(len(row.users)) if row.users else "",
        ", ".join(hits) if row.is_limited else "",
    )
