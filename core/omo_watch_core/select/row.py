"""One line of the session table, as values; the words and colours are the screen's."""

from __future__ import annotations

from omo_watch_core.actions.action import CancelAction, DeleteAction, OverrideAction
from omo_watch_core.announced import Mismatch
from omo_watch_core.charge.duty import Offer
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.limited import Limit, LimitKey
from omo_watch_core.model import Ask, SessionState, Verdict
from omo_watch_core.resets import stated_ms
from omo_watch_core.rung import Rung
from omo_watch_core.select.asking import asks_of, dead_asks_of
from omo_watch_core.select.condition import condition, due, silent_ms, since_ms
from omo_watch_core.select.held import held_by
from omo_watch_core.select.ladder import answering, ladder
from omo_watch_core.select.limits import limits_beside, standing_limits
from omo_watch_core.select.offers import offers_of
from omo_watch_core.select.steering import Steerer, steerer
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Server, Session, State
from omo_watch_core.value import Value


class RowKey(Value):
    """Name a row and its place in the tree."""

    server: str
    session: str
    """`""` on the line that stands for the folded older sessions."""
    branches: tuple[bool, ...] = ()
    """For each level above: True where that level has no more siblings; () is a root."""
    badge: tuple[SessionState, int] | None = None
    """The worst state below that is neither idle nor done, and how many."""
    older: int = 0
    """How many sessions are folded into this line."""

    @property
    def depth(self) -> int:
        """Give the level in the tree; 0 is a root."""
        return len(self.branches)

    @property
    def key(self) -> tuple[str, str]:
        """Give (server, session id)."""
        return (self.server, self.session)


class Row(Value):
    """Hold what one line shows; times are local epoch milliseconds."""

    key: RowKey
    server: Server
    session: Session
    state: SessionState
    since_ms: int
    """Since when it is in this state; 0 is unknown."""
    due_ms: float | None
    """When a retry or a parked session is due, local clock."""
    stated_ms: float | None
    """The reset that the message itself states, local clock, where it says one."""
    ask: Ask | None
    """The oldest ask of this session."""
    asks: tuple[Ask, ...]
    """All asks of this session, oldest first."""
    dead: tuple[Ask, ...]
    """Requests of this session that nobody waits for any more, oldest first."""
    verdict: Verdict | None
    ladder: tuple[Rung, ...]
    context_limit: int
    """0 is unknown."""
    mismatch: Mismatch | None
    """Where claim and fact about its model differ."""
    offer: Offer | None
    """A step down the chain that waits for a person."""
    lease: Lease | None
    """What holds it on a model."""
    steered: Steerer | None
    """Who prompted it last, where that was an omo-watch and not a person."""
    acting: str
    """What an action of ours does with it now: stopping, moving, deleting; "" is nothing."""
    limited: dict[LimitKey, Limit]
    """The limits that stand, of all sessions."""
    silent_ms: int | None
    """How long nothing was heard from it; None when it does not run."""

    def beside(self, now_ms: int) -> dict[str, Limit]:
        """Give by `board.place` the models that other sessions of its server know to be limited."""
        return limits_beside(self.limited, self.key.server, self.session.id, now_ms)

    @property
    def held(self) -> bool:
        """Tell whether a lease holds it on a model."""
        return self.lease is not None


def row(state: State, key: RowKey) -> Row | None:
    """Work out one line; None when the session is gone."""
    server = state.servers.get(key.server)
    session = server.sessions.get(key.session) if server else None
    if server is None or session is None:
        return None
    word = condition(server, session, state.now_ms)
    asks = asks_of(server, session.id)
    retry = session.retry if word in ("retry", "stuck") else None
    return Row(
        key=key,
        server=server,
        session=session,
        state=word,
        since_ms=since_ms(server, session, word),
        due_ms=due(server, session),
        stated_ms=stated_ms(retry.message, retry.since_ms, server.offset_ms) if retry else None,
        ask=asks[0] if asks else None,
        asks=asks,
        dead=dead_asks_of(server, session.id),
        verdict=verdict(server, session, word, state.now_ms),
        ladder=ladder(state, server, session),
        context_limit=_context_limit(server, session),
        mismatch=session.mismatch,
        offer=offers_of(state).get(key.key),
        lease=held_by(state, server, session),
        steered=steerer(state, server, session),
        acting=acting_on(state, key.key),
        limited=standing_limits(state),
        silent_ms=silent_ms(session, state.now_ms),
    )


def acting_on(state: State, key: tuple[str, str]) -> str:
    """Say what a running action does with a session."""
    for action in state.actions.values():
        if action.result is not None or action.server != key[0]:
            continue
        if isinstance(action, CancelAction) and key[1] in (action.targets or (action.session,)):
            return "deleting" if isinstance(action, DeleteAction) else "stopping"
        if isinstance(action, OverrideAction) and key[1] == action.session:
            return "rescuing" if action.purpose == "rescue" else "moving"
    return ""


def _context_limit(server: Server, session: Session) -> int:
    model = answering(session)
    name = session.context_model or (model.name if model else "")
    known = server.models.get(name)
    return known.context if known else 0
