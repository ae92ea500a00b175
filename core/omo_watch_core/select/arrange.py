"""The order of the session table: trees, worst first, then longest wait (look section 4)."""

from __future__ import annotations

from omo_watch_core.clock import DAY
from omo_watch_core.model import SessionState
from omo_watch_core.select.filter import FilterError, Term, matches, parse
from omo_watch_core.select.row import RowKey
from omo_watch_core.select.tree import Node, by_place, forest
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State

NEEDS_ME: frozenset[SessionState] = frozenset({"asking", "stuck", "failed"})
FOLDED: frozenset[SessionState] = frozenset({"idle", "unknown"})
"""What may be folded once it is old; all else waits for somebody."""


def arrange(state: State, view: View) -> Arrangement:
    """Order all sessions as trees, apply the filter, fold what is old."""
    try:
        terms, fault = parse(view.filter), None
    except FilterError as error:
        terms, fault = (), str(error)
    now = state.now_ms
    roots = [root for server in state.servers.values() for root in forest(server, view.sort, now)]
    total = sum(map(_size, roots))
    if terms or view.needs_me:
        roots = [root for root in roots if _keep(root, terms, view.needs_me)]
    older = 0
    if not view.unfolded and not terms:
        old = {id(root) for root in roots if _is_old(root, now)}
        older = sum(_size(root) for root in roots if id(root) in old)
        roots = [root for root in roots if id(root) not in old]
    roots.sort(key=by_place)
    rows = _rows(roots)
    shown = len(rows)
    if older:
        rows.append(RowKey(server="", session="", older=older))
    return Arrangement(rows=tuple(rows), shown=shown, hidden=total - shown - older, fault=fault)


def _keep(root: Node, terms: tuple[Term, ...], needs_me: bool) -> bool:
    """Tell whether a tree holds what the view wants; parents stay for their children."""
    root.below = [child for child in root.below if _keep(child, terms, needs_me)]
    if root.below:
        return True
    if needs_me and root.state not in NEEDS_ME:
        return False
    return matches(terms, root.server.name, root.session, root.state)


def _is_old(root: Node, now_ms: int) -> bool:
    """Tell whether in a whole tree nothing happened for a day and nothing waits for anybody."""
    session = root.session
    if session.status != "idle" or root.state not in FOLDED:
        return False
    if now_ms - session.info.updated_ms - root.server.offset_ms <= DAY:
        return False
    return all(_is_old(child, now_ms) for child in root.below)


def _rows(roots: list[Node]) -> list[RowKey]:
    """Give the rows from the top down, each with the guides of its branches."""
    rows: list[RowKey] = []
    stack: list[tuple[Node, tuple[bool, ...]]] = [(root, ()) for root in reversed(roots)]
    while stack:
        node, branches = stack.pop()
        rows.append(
            RowKey(
                server=node.server.name, session=node.session.info.id, branches=branches,
                badge=node.badge,
            )
        )
        last = True
        for child in reversed(node.below):
            stack.append((child, (*branches, last)))
            last = False
    return rows


def _size(root: Node) -> int:
    return 1 + sum(map(_size, root.below)) if root.below else 1
