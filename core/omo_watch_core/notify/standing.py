"""What stands now that a person may want to be told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from omo_watch_core.model import SessionState
from omo_watch_core.notify.nouns import Cause, Occasion, Standing
from omo_watch_core.select.asking import asks_of
from omo_watch_core.select.condition import asking_in, condition_among, since_ms
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Server, Session, SessionKey, State
from omo_watch_core.titles import SUBAGENT

_RESTING: frozenset[SessionState] = frozenset({"idle", "done", "failed"})
_WITHOUT_ANSWER = {"exhausted": "exhausted", "no-answer": "no answer"}
"""Verdicts of sessions at rest that nobody but a person wakes."""


def standing(state: State) -> Standing:
    """Give all occasions of this moment, by server."""
    occasions, unclear = list[Occasion](), set[SessionKey]()
    for server in state.servers.values():
        states = _states(server, state.now_ms)
        working = _above_those_that_work(server, states)
        for name, word in states.items():
            if word == "unknown":
                unclear.add((server.name, name))
            elif word != "done" or _is_whole(server, name, working):
                occasions += _of_session(server, server.sessions[name], word, state.now_ms)
    live = frozenset(server.name for server in state.servers.values() if server.link.is_open)
    return Standing(occasions=tuple(occasions), unclear=frozenset(unclear), live=live)


def _states(server: Server, now_ms: int) -> dict[str, SessionState]:
    asking = asking_in(server)
    return {
        name: condition_among(asking, server, session, now_ms)
        for name, session in server.sessions.items()
        # A probe is told of by its own end; what it left behind waits for nobody.
        if session.info.archived_ms is None and not session.info.probe
    }


def _above_those_that_work(server: Server, states: Mapping[str, SessionState]) -> frozenset[str]:
    """Give the sessions below which something is not at rest; a circle ends by itself."""
    above = set[str]()
    for name, word in states.items():
        if word in _RESTING:
            continue
        parent = server.sessions[name].info.parent
        while parent is not None and parent in states and parent not in above:
            above.add(parent)
            parent = server.sessions[parent].info.parent
    return frozenset(above)


def _is_whole(server: Server, name: str, working: frozenset[str]) -> bool:
    """Tell whether an end is one for a person: of a root, with nothing at work below it."""
    return server.sessions[name].info.parent is None and name not in working


def _of_session(
    server: Server, session: Session, state: SessionState, now_ms: int
) -> Iterator[Occasion]:
    since = since_ms(server, session, state)
    if state == "asking":
        # Nobody waits for what a session asked that is at rest.
        for ask in asks_of(server, session.id) if session.status != "idle" else ():
            yield _occasion(server, session, "asking", ask.id, ask.asked_ms, ask.kind, ask.title)
    elif state == "done":
        yield _occasion(server, session, "done", _answer(session), since, "done", "")
    elif state in ("stuck", "failed"):
        found = verdict(server, session, state, now_ms)
        if found is None:
            return
        cause, text = found.cause, found.evidence
        if state == "stuck":
            yield _occasion(server, session, "stuck", "", since, cause.replace("-", " "), text)
        elif cause in _WITHOUT_ANSWER:
            word, mark = _WITHOUT_ANSWER[cause], _answer(session)
            yield _occasion(server, session, "exhausted", mark, since, word, text)


def _answer(session: Session) -> str:
    return session.answer.id if session.answer else ""


def _occasion(
    server: Server, session: Session, cause: Cause, mark: str, since: int, word: str, text: str
) -> Occasion:
    title = session.info.title
    if session.info.parent is not None:
        title = SUBAGENT.sub("", title)
    return Occasion(
        server=server.name, session=session.id, cause=cause, mark=mark, since_ms=since,
        word=word, title=title, text=text,
    )  # fmt: skip
