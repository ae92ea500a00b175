"""The order of the session table: trees, worst first, then longest wait (look section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from omo_watch_core.clock import DAY
from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import RANK, condition, due, since_ms
from omo_watch_core.select.filter import FilterError, Term, matches, parse
from omo_watch_core.select.row import RowKey
from omo_watch_core.select.view import Arrangement, Sort, View
from omo_watch_core.state import Server, Session, State
from omo_watch_core.value import Value

NEEDS_ME: frozenset[SessionState] = frozenset({"asking", "stuck", "failed"})
QUIET: frozenset[SessionState] = frozenset({"idle", "done"})
Rank = tuple[float | str, ...]


class _Node(Value):
    """Hold one session on its way into the order."""

    server: Server
    session: Session
    state: SessionState
    rank: Rank
    below: tuple[_Node, ...] = ()
    badge: tuple[SessionState, int] | None = None
    worst: Rank = ()
    """The best rank of the whole tree: what a root is placed by."""
    wanted: bool = True


def arrange(state: State, view: View) -> Arrangement:
    """Order all sessions as trees, apply the filter, fold what is old."""
    try:
        terms, fault = parse(view.filter), None
    except FilterError as error:
        terms, fault = (), str(error)
    roots = [node for server in state.servers.values() for node in _forest(state, server, view)]
    kept = [root for root in (_keep(root, terms, view) for root in roots) if root]
    old = [] if view.unfolded or view.filter else [n for n in kept if _is_old(n, state.now_ms)]
    folded = {id(node) for node in old}
    fresh = sorted((n for n in kept if id(n) not in folded), key=lambda n: n.worst)
    rows = [key for node in fresh for key in _keys(node, ())]
    count = sum(_size(node) for node in old)
    if count:
        rows.append(RowKey(server="", session="", older=count))
    shown = sum(_size(node) for node in fresh)
    total = sum(_size(node) for node in roots)
    return Arrangement(rows=tuple(rows), shown=shown, hidden=total - shown - count, fault=fault)


def _forest(state: State, server: Server, view: View) -> list[_Node]:
    below: dict[str | None, list[Session]] = defaultdict(list)
    for session in server.sessions.values():
        if session.info.archived_ms is None:
            parent = session.info.parent
            below[parent if parent in server.sessions else None].append(session)
    rank = _RANKS[view.sort]

    def grow(session: Session, depth: int) -> _Node:
        word = condition(server, session, state.now_ms)
        kin = below.get(session.info.id, ()) if depth < 32 else ()
        nodes = sorted((grow(child, depth + 1) for child in kin), key=lambda n: n.rank)
        own = rank(server, session, word)
        worst = min((own, *(node.worst for node in nodes)))
        return _Node(
            server=server, session=session, state=word, rank=own, below=tuple(nodes),
            badge=_badge(nodes), worst=worst,
        )

    return [grow(session, 0) for session in below[None]]


def _badge(nodes: list[_Node]) -> tuple[SessionState, int] | None:
    found: list[tuple[SessionState, int]] = [(n.state, 1) for n in nodes if n.state not in QUIET]
    found += [node.badge for node in nodes if node.badge]
    if not found:
        return None
    worst = min(found, key=lambda pair: RANK[pair[0]])[0]
    return worst, sum(count for state, count in found if state == worst)


def _keep(node: _Node, terms: tuple[Term, ...], view: View) -> _Node | None:
    """Give the tree without what the view leaves out; parents stay for their children."""
    if not terms and not view.needs_me:
        return node
    below = tuple(kept for kept in (_keep(child, terms, view) for child in node.below) if kept)
    mine = not view.needs_me or node.state in NEEDS_ME
    if not (mine and matches(terms, node.server.name, node.session, node.state)) and not below:
        return None
    return _Node(
        server=node.server, session=node.session, state=node.state, rank=node.rank, below=below,
        badge=node.badge, worst=node.worst,
    )


def _is_old(node: _Node, now_ms: int) -> bool:
    """A tree in which nothing happened for a day, and where nothing waits for anybody."""
    session = node.session
    if session.status != "idle" or node.badge or node.state in ("asking", "done", "parked"):
        return False
    return now_ms - session.info.updated_ms - node.server.offset_ms > DAY


def _keys(node: _Node, branches: tuple[bool, ...]) -> Iterator[RowKey]:
    yield RowKey(
        server=node.server.name, session=node.session.info.id, branches=branches, badge=node.badge
    )
    for place, child in enumerate(node.below):
        yield from _keys(child, (*branches, place == len(node.below) - 1))


def _size(node: _Node) -> int:
    return 1 + sum(_size(child) for child in node.below)


def _attention(server: Server, session: Session, state: SessionState) -> Rank:
    when = due(server, session) if state in ("retry", "parked") else None
    if when is None:
        when = float(since_ms(server, session, state))
    if state in QUIET:
        when = -when
    return (RANK[state], when, session.info.id)


def _time(server: Server, session: Session, state: SessionState) -> Rank:
    return (-max(session.active_ms, session.info.updated_ms + server.offset_ms), session.info.id)


def _name(server: Server, session: Session, state: SessionState) -> Rank:
    return (session.info.title.casefold(), session.info.id)


def _cost(server: Server, session: Session, state: SessionState) -> Rank:
    return (-session.info.cost, session.info.id)


def _context(server: Server, session: Session, state: SessionState) -> Rank:
    return (-session.context_used, session.info.id)


_RANKS: dict[Sort, Callable[[Server, Session, SessionState], Rank]] = {
    "attention": _attention,
    "time": _time,
    "name": _name,
    "cost": _cost,
    "context": _context,
}
