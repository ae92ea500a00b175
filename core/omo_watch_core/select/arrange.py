"""The order of the session table: trees, worst first, then longest wait."""

from __future__ import annotations

from operator import itemgetter

from omo_watch_core.clock import DAY
from omo_watch_core.model import SessionState
from omo_watch_core.select.filter import FilterError, Term, matches, parse
from omo_watch_core.select.ranks import Rank
from omo_watch_core.select.row import RowKey
from omo_watch_core.select.tree import Forest
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State

NEEDS_ME: frozenset[SessionState] = frozenset({"asking", "stuck", "failed"})
FOLDED: frozenset[SessionState] = frozenset({"idle", "unknown"})
"""What may be folded once it is old; all else waits for somebody."""
Root = tuple[Rank, str, Forest]


def arrange(state: State, view: View) -> Arrangement:
    """Order all sessions as trees, apply the filter, fold what is old."""
    try:
        terms, fault = parse(view.filter), None
    except FilterError as error:
        terms, fault = (), str(error)
    forests = [Forest(server, view, state.now_ms) for server in state.servers.values()]
    if terms or view.needs_me:
        for forest in forests:
            _narrow(forest, terms, view.needs_me)
    roots: list[Root] = []
    older = 0
    for forest in forests:
        for name in forest.roots:
            if not (view.unfolded or terms) and _is_old(forest, name, state.now_ms):
                older += len(forest.tree(name))
            else:
                roots.append((forest.places[name], name, forest))
    roots.sort(key=itemgetter(0))
    rows = _rows(roots)
    hidden = sum(len(forest.states) for forest in forests) - len(rows) - older
    last = (RowKey(server="", session="", older=older),) if older else ()
    return Arrangement(rows=(*rows, *last), shown=len(rows), hidden=hidden, fault=fault)


def _narrow(forest: Forest, terms: tuple[Term, ...], needs_me: bool) -> None:
    name, sessions, states = forest.server.name, forest.server.sessions, forest.states

    def is_wanted(session: str) -> bool:
        state = states[session]
        if needs_me and state not in NEEDS_ME and sessions[session].mismatch is None:
            return False
        return matches(terms, name, sessions[session], state)

    forest.keep(is_wanted)


def _is_old(forest: Forest, root: str, now_ms: int) -> bool:
    """Tell whether in a whole tree nothing happened for a day and nothing waits for anybody."""
    since = now_ms - DAY - forest.server.offset_ms
    for name in forest.tree(root):
        session = forest.server.sessions[name]
        quiet = session.status == "idle" and forest.states[name] in FOLDED
        if not quiet or session.info.updated_ms >= since:
            return False
    return True


def _rows(roots: list[Root]) -> list[RowKey]:
    rows: list[RowKey] = []
    for _, root, forest in roots:
        server, badges = forest.server.name, forest.badges
        if root not in forest.below:
            rows.append(RowKey(server=server, session=root))
            continue
        for name, guides in forest.branches(root):
            badge = badges.get(name)
            rows.append(RowKey(server=server, session=name, branches=guides, badge=badge))
    return rows
