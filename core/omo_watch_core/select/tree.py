"""The sessions of one server as trees on their way into an order; private to one arrangement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from omo_watch_core.model import SessionState
from omo_watch_core.select.condition import RANK, asking_in, condition_among
from omo_watch_core.select.probing import is_probing
from omo_watch_core.select.ranks import BY_TREE, QUIET, Rank, ranker
from omo_watch_core.select.view import View
from omo_watch_core.state import Server

Badge = tuple[SessionState, int]


class Forest:
    """Hold the trees of a server: maps by session id, as most sessions stand alone.

    Archived sessions are left out. One whose parent is not there is a root; so is one of a
    circle, where it is cut.
    """

    __slots__ = ("badges", "below", "places", "roots", "server", "states")

    def __init__(self, server: Server, view: View, now_ms: int) -> None:
        self.server = server
        self.states: dict[str, SessionState] = {}
        self.places: dict[str, Rank] = {}
        """What each is placed by: its own rank, or the best one of its tree."""
        self.below: dict[str, list[str]] = {}
        self.badges: dict[str, Badge] = {}
        self.roots: list[str] = []
        self._weigh(view, now_ms)
        self._plant()
        parents = self._parents_from_the_top()
        for name in reversed(parents):
            self._finish(name, by_tree=view.sort in BY_TREE, reverse=view.reverse)

    def keep(self, wanted: Callable[[str], bool]) -> None:
        """Leave out what is not wanted; parents stay for their children."""
        kept: set[str] = set()
        for name in filter(wanted, self.states):
            while name not in kept and name in self.states:
                kept.add(name)
                name = self._parent(name)
        self.roots = [name for name in self.roots if name in kept]
        self.below = {
            parent: children
            for parent in self.below
            if (children := [child for child in self.below[parent] if child in kept])
        }

    def tree(self, root: str) -> list[str]:
        """Give a session with all below it."""
        names, below = [root], self.below
        for name in names:
            if name in below:
                names += below[name]
        return names

    def branches(self, root: str) -> Iterator[tuple[str, tuple[bool, ...]]]:
        """Yield a tree from the top down, each with its guides (`RowKey.branches`)."""
        stack: list[tuple[str, tuple[bool, ...]]] = [(root, ())]
        while stack:
            name, guides = stack.pop()
            yield name, guides
            children = self.below.get(name)
            if children:
                stack.append((children[-1], (*guides, True)))
                middle = (*guides, False)
                stack += [(child, middle) for child in reversed(children[:-1])]

    def _weigh(self, view: View, now_ms: int) -> None:
        server, rank = self.server, ranker(view)
        asking = asking_in(server)
        for name, session in server.sessions.items():
            if session.info.archived_ms is None and not is_probing(server, session, now_ms):
                state = condition_among(asking, server, session, now_ms)
                self.states[name] = state
                self.places[name] = rank(server, session, state)

    def _plant(self) -> None:
        sessions, states = self.server.sessions, self.states
        for name in states:
            parent = sessions[name].info.parent
            if parent is None or parent not in states:
                self.roots.append(name)
            else:
                self.below.setdefault(parent, []).append(name)

    def _parent(self, name: str) -> str:
        return self.server.sessions[name].info.parent or ""

    def _parents_from_the_top(self) -> list[str]:
        below = self.below
        parents = [name for name in self.roots if name in below]
        for name in parents:
            parents += (child for child in below[name] if child in below)
        if len(self.roots) + sum(len(below[name]) for name in parents) < len(self.states):
            parents += self._cut_circles(parents)
        return parents

    def _cut_circles(self, parents: Collection[str]) -> Iterator[str]:
        """Make roots where a circle hangs on none, and yield the parents below them."""
        reached = {*self.roots, *(child for name in parents for child in self.below[name])}
        for name in self.states:
            if name not in reached:
                self.below[self._parent(name)].remove(name)
                self.roots.append(name)
                tree = self.tree(name)
                reached.update(tree)
                yield from (each for each in tree if each in self.below)

    def _finish(self, name: str, *, by_tree: bool, reverse: bool) -> None:
        children, places = self.below[name], self.places
        children.sort(key=places.__getitem__)
        if children and by_tree:
            # what is worst in a tree decides, whichever way round the order is
            worst = places[children[-1 if reverse else 0]]
            places[name] = max(places[name], worst) if reverse else min(places[name], worst)
        badge = self._badge(children)
        if badge:
            self.badges[name] = badge

    def _badge(self, children: list[str]) -> Badge | None:
        counts: dict[SessionState, int] = {}
        for child in children:
            state, below = self.states[child], self.badges.get(child)
            if state not in QUIET:
                counts[state] = counts.get(state, 0) + 1
            if below:
                counts[below[0]] = counts.get(below[0], 0) + below[1]
        if not counts:
            return None
        worst = min(counts, key=RANK.__getitem__)
        return worst, counts[worst]
