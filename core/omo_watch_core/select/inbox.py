"""All that needs a person, over all servers and depths: people first, then the longest wait."""

from __future__ import annotations

from collections.abc import Iterator

from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    OverrideAction,
    Result,
    UndoAction,
)
from omo_watch_core.announced import difference
from omo_watch_core.charge.duty import Offer
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.model import Ask, SessionState, Verdict
from omo_watch_core.select import advice
from omo_watch_core.select.condition import condition, since_ms
from omo_watch_core.select.inbox_closing import is_closed, mark_of, worked_ms
from omo_watch_core.select.inbox_deeds import open_deeds
from omo_watch_core.select.inbox_entry import PEOPLE, InboxEntry, Kind
from omo_watch_core.select.ladder import ladder
from omo_watch_core.select.offers import offers_of
from omo_watch_core.select.probing import is_probing
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Server, Session, State

_WITHOUT_ANSWER: dict[str, Kind] = {"exhausted": "exhausted", "no-answer": "no answer"}
"""Verdicts of sessions at rest that nobody but a person wakes."""
_BAD_NEWS: dict[Result, Kind] = {
    "accepted": "not proved",
    "still alive": "still alive",
    "came back": "came back",
}
_STAGES: dict[str, Kind] = {
    "not proved": "not proved", "still alive": "still alive", "came back": "came back",
}  # fmt: skip


def inbox(state: State) -> tuple[InboxEntry, ...]:
    """Give what waits for a person, without the news that one has put away."""
    found = (entry for entry in _entries(state) if not is_closed(state, entry))
    return tuple(sorted(found, key=_place))


def _place(entry: InboxEntry) -> tuple[object, ...]:
    began = entry.since_ms
    return (entry.kind not in PEOPLE, began == 0, began, entry.server, entry.session, entry.id)


def _entries(state: State) -> Iterator[InboxEntry]:
    for server in state.servers.values():
        for ask in server.asks.values():
            session = server.sessions.get(ask.session)
            # Nobody waits for what a session asked that is at rest.
            if session is not None and session.status != "idle":
                yield _ask(server, session, ask)
        for session in server.sessions.values():
            hidden = is_probing(server, session, state.now_ms)
            if session.info.archived_ms is None and not hidden:
                yield from _of_session(state, server, session)
    for offer in offers_of(state).values():
        session = state.session(offer.key)
        if session is not None:
            yield _offer(session, offer)
    yield from _bad_news(state)
    for deed, server in open_deeds(state):
        yield _of_deed(deed, server, server.sessions[deed.session])


def _ask(server: Server, session: Session, ask: Ask) -> InboxEntry:
    return InboxEntry(
        id=ask.id, kind=ask.kind, server=server.name, session=session.id,
        title=session.info.title, text=ask.title, since_ms=ask.asked_ms, hint=advice.answer(ask),
    )  # fmt: skip


def _of_session(state: State, server: Server, session: Session) -> Iterator[InboxEntry]:
    word = condition(server, session, state.now_ms)
    cause = verdict(server, session, word, state.now_ms)
    if cause is not None and (word == "stuck" or cause.cause in _WITHOUT_ANSWER):
        yield _trouble(state, server, session, word, cause)
    found = session.mismatch
    if found is not None:
        yield InboxEntry(
            id=_id("mismatch", server.name, session), kind="mismatch", server=server.name,
            session=session.id, title=session.info.title, text=difference(found),
            since_ms=found.at_ms,
            hint=advice.override(session.id, found.claimed),
        )  # fmt: skip


def _trouble(
    state: State, server: Server, session: Session, word: SessionState, found: Verdict
) -> InboxEntry:
    """Tell of a session that will not go on by itself."""
    kind, text = _WITHOUT_ANSWER.get(found.cause, "stuck"), found.evidence or found.cause
    model = advice.next_model(ladder(state, server, session))
    hint = advice.override(session.id, model)
    if kind == "stuck":
        text = f"{found.cause}: {found.evidence}".removesuffix(": ")
        hint = advice.about(found.cause, session.id, model)
    return InboxEntry(
        id=_id(kind, server.name, session), kind=kind, server=server.name, session=session.id,
        title=session.info.title, text=text, since_ms=since_ms(server, session, word), hint=hint,
        mark=mark_of(session, word), worked_ms=worked_ms(session, word),
    )  # fmt: skip


def _offer(session: Session, offer: Offer) -> InboxEntry:
    return InboxEntry(
        id=_id("offer", offer.key[0], session), kind="offer", server=offer.key[0],
        session=session.id, title=session.info.title,
        text=f"move to {offer.model}: {offer.cause}; {offer.why}", since_ms=offer.at_ms,
        hint=advice.take(offer),
    )  # fmt: skip


def _id(kind: Kind, server: str, session: Session) -> str:
    return f"{kind}:{server}:{session.id}"


def _bad_news(state: State) -> Iterator[InboxEntry]:
    """Tell of actions that did not do what they were to, and that no later one made up for."""
    open_news: dict[str, Action] = {}
    for action in state.actions.values():
        if action.result in _BAD_NEWS:
            open_news[action.id] = action
        elif action.result not in (None, "refused"):
            for name in [name for name, older in open_news.items() if _mends(action, older)]:
                del open_news[name]
    for action in open_news.values():
        if state.session(action.key) is not None:
            yield _not_done(action)


def _mends(good: Action, bad: Action) -> bool:
    """Tell whether an action did what an older one of its kind was to, or took that one back."""
    if isinstance(good, UndoAction) and good.undoes == bad.id:
        return True
    return good.key == bad.key and _what_for(good) == _what_for(bad)


def _what_for(action: Action) -> tuple[object, ...]:
    if isinstance(action, AnswerAction):
        return (AnswerAction, action.asked)
    if isinstance(action, CancelAction):
        # Whoever was asked to wrap up has not stopped.
        return (CancelAction, action.strength == "steer")
    return (type(action),)


def _not_done(action: Action) -> InboxEntry:
    assert action.result is not None
    what = f"override to {action.target.model}: " if isinstance(action, OverrideAction) else ""
    tree = isinstance(action, CancelAction)
    hint = advice.cancel(action.session, "tree") if tree else advice.show(action.session)
    return InboxEntry(
        id=action.id, kind=_BAD_NEWS[action.result], server=action.server,
        session=action.session, title=action.title, text=f"{what}{action.evidence}",
        since_ms=action.ended_ms or action.started_ms, hint=hint,
    )  # fmt: skip


def _of_deed(deed: Deed, server: Server, session: Session) -> InboxEntry:
    """Tell of what this program did before it was started anew, or of what another one did."""
    what = f"{deed.kind} to {deed.target.model}: " if deed.target is not None else ""
    tree = deed.kind.startswith("cancel")
    hint = advice.cancel(session.id, "tree") if tree else advice.show(session.id)
    return InboxEntry(
        id=deed.id, kind=_STAGES[deed.stage], server=server.name, session=session.id,
        title=session.info.title or deed.title, text=f"{what}{deed.evidence}",
        since_ms=deed.ended_ms or deed.started_ms, hint=hint,
    )  # fmt: skip
