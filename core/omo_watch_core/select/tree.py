"""Sessions as trees on their way into an order; private to one arrangement."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import RANK, asking_in, condition_among, due, since_ms
from omo_watch_core.select.view import Sort
from omo_watch_core.state import Server, Session

QUIET: frozenset[SessionState] = frozenset({"idle", "done"})
Rank = tuple[float | str, ...]
Badge = tuple[SessionState, int]


class Node:
    """Hold one session and what stands below it."""

    __slots__ = ("badge", "below", "place", "rank", "server", "session", "state")

    def __init__(self, server: Server, session: Session, state: SessionState, rank: Rank) -> None:
        self.server = server
        self.session = session
        self.state: SessionState = state
        self.rank = rank
        self.place = rank
        """What it is placed by: the best rank of its tree, where that counts."""
        self.below: list[Node] = []
        self.badge: Badge | None = None


by_place = attrgetter("place")


def forest(server: Server, sort: Sort, now_ms: int) -> list[Node]:
    """Give the roots of a server, all below them in order; what is archived is left out.

    A session whose parent is not there is a root; so is one of a circle, where it is cut.
    """
    nodes = _nodes(server, sort, now_ms)
    roots: list[Node] = []
    parents: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.session.info.parent or "")
        if parent is None:
            roots.append(node)
        else:
            if not parent.below:
                parents.append(parent)
            parent.below.append(node)
    if parents:
        _finish(_top_down(nodes, roots), sort in BY_TREE)
    return roots


def _nodes(server: Server, sort: Sort, now_ms: int) -> dict[str, Node]:
    asking, rank = asking_in(server), _RANKS[sort]
    nodes: dict[str, Node] = {}
    for name, session in server.sessions.items():
        if session.info.archived_ms is None:
            state = condition_among(asking, server, session, now_ms)
            nodes[name] = Node(server, session, state, rank(server, session, state))
    return nodes


def _top_down(nodes: dict[str, Node], roots: list[Node]) -> list[Node]:
    """Give all nodes, each after its parent; circles are cut at one of theirs."""
    order = list(roots)
    for node in order:
        order += node.below
    if len(order) < len(nodes):
        reached = {id(node) for node in order}
        for node in nodes.values():
            if id(node) not in reached:
                nodes[node.session.info.parent or ""].below.remove(node)
                roots.append(node)
                fresh = [node]
                for one in fresh:
                    fresh += one.below
                reached.update(id(one) for one in fresh)
                order += fresh
    return order


def _finish(order: list[Node], by_tree: bool) -> None:
    """Work out badges and places from the leaves up."""
    for node in reversed(order):
        if node.below:
            if by_tree:
                node.place = min(node.rank, min(child.place for child in node.below))
            node.below.sort(key=by_place)
            node.badge = _badge(node.below)


def _badge(nodes: list[Node]) -> Badge | None:
    found: list[Badge] = [(node.state, 1) for node in nodes if node.state not in QUIET]
    found += [node.badge for node in nodes if node.badge]
    if not found:
        return None
    worst = min(found, key=lambda pair: RANK[pair[0]])[0]
    return worst, sum(count for state, count in found if state == worst)


def _attention(server: Server, session: Session, state: SessionState) -> Rank:
    when = due(server, session) if state in ("retry", "parked") else None
    if when is None:
        when = float(since_ms(server, session, state))
    return (RANK[state], -when if state in QUIET else when, session.info.id)


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
BY_TREE: frozenset[Sort] = frozenset({"attention", "time"})
"""Sorts by which a tree stands where its first member would; by the others each row does."""
