"""What of a fold goes into the log: each as one entry, in the order in which it was heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from omo_watch_core.announced import spoken
from omo_watch_core.clock import SECOND, age
from omo_watch_core.events import NoticeSent
from omo_watch_core.launch import STARTERS
from omo_watch_core.link import Link
from omo_watch_core.logged import Logged, LogKind
from omo_watch_core.model import ABORTED, Ask, Toast
from omo_watch_core.signs import is_of_omo_watch
from omo_watch_core.state import Session
from omo_watch_core.tasks.toast_reading import is_of_tasks

if TYPE_CHECKING:
    from omo_watch_core.reduce.desk import Desk

JUST_ENDED_MS = 5 * SECOND
"""So long behind the end of a run an error is still its own."""


def toast(desk: Desk, said: Toast) -> int:
    """Log what a server told its screens: a claim, but where a program like this one says it.

    Gives the entry's place among the news, for who finds out which session it is about.
    """
    session = _launching(desk, said.directory) if is_of_tasks(said) else ""
    result = "told" if is_of_omo_watch(said.title) else "claim"
    what = tuple(word for word in (said.title, said.message) if word)
    _log(desk, desk.at_ms, "toast", session, result=result, what=what, toast=said)
    return len(desk.draft.log) - 1


def name(desk: Desk, place: int, session: str) -> None:
    """Name the session that the toast in this place is about."""
    known = desk.sessions.map.get(session) if session else None
    log = desk.draft.log
    if known is not None and 0 <= place < len(log):
        log[place] = replace(log[place], session=session, title=known.info.title)


def notice(desk: Desk, sent: NoticeSent) -> None:
    """Log that a person was told away from the screen, or could not be."""
    what = (sent.fault, sent.way, sent.text) if sent.fault else (sent.text, sent.way)
    result = "not sent" if sent.fault else "sent"
    _log(desk, desk.at_ms, "notice", sent.session, result=result, what=what)


def raised(desk: Desk, ask: Ask) -> None:
    """Log that a session waits for a person."""
    what = (ask.kind, ask.title) if ask.title else (ask.kind,)
    _log(desk, desk.at_ms, "ask", ask.session, result="open", what=what, ask=ask.id)


def link(desk: Desk, before: Link, after: Link, at: int) -> None:
    """Log that a stream broke, was refused, or is there again."""
    if after.is_open and not before.is_open:
        lost = before.lost_since_ms
        if lost is None:
            _log(desk, at, "link", what=("stream open",))
        else:
            what = f"stream open again after {age(at - lost)}"
            _log(desk, at, "link", result="back", what=(what,))
    elif (before.is_open and not after.is_open) or _never_came(before, after):
        result = "refused" if after.phase == "refused" else "down"
        lost_how = ("stream lost",) if before.is_open else ("not connected",)
        why = (after.reason,) if after.reason else ()
        _log(desk, at, "link", result=result, what=(*lost_how, *why))


def turned(desk: Desk, former: Session | None, session: Session) -> None:
    """Log a wait for a limit and an error that are new, and what a claim came to."""
    retry = session.retry
    if retry is not None and (former is None or retry != former.retry):
        what = ("retry", f"attempt {retry.attempt}", *([retry.message] if retry.message else []))
        _log(desk, desk.at_ms, "status", session.info.id, what=what)
    if former is not None and session.failure != former.failure:
        _failed(desk, former, session)
    if former is not None:
        _weighed(desk, former, session)


def _failed(desk: Desk, former: Session, session: Session) -> None:
    """Log an error of a run that was heard; those read from a history are older than the log."""
    failure = session.failure
    if failure is None or (former.failure and former.failure.name == failure.name):
        return
    ended = former.ended_ms
    if former.status == "idle" and (ended is None or desk.at_ms - ended > JUST_ENDED_MS):
        return
    if failure.name == ABORTED:
        what: tuple[str, ...] = ("aborted",)
    else:
        what = ("error", failure.message or failure.name)
    _log(desk, desk.at_ms, "status", session.info.id, what=what)


def _weighed(desk: Desk, former: Session, session: Session) -> None:
    """Log that a fact bears the claim out, or differs from it."""
    claim, answer, found = former.announced, session.answer, session.mismatch
    if found is not None and found != former.mismatch:
        does = "answered" if found.answered else "was asked"
        _log(
            desk, desk.at_ms, "fact", session.info.id, result="differs",
            what=(f"{_short(found.fact)} {does}",), claimed=_short(found.claimed),
            source=found.source,
        )  # fmt: skip
    elif claim is not None and session.announced is None and answer and answer.model:
        fact, claimed = spoken(answer.model, claim.model), spoken(claim.model, answer.model)
        does = "answered" if session.answered or answer.finish else "was asked"
        _log(
            desk, desk.at_ms, "fact", session.info.id, result="agrees",
            what=(f"{_short(fact)} {does}",), claimed=_short(claimed), source=claim.source,
        )  # fmt: skip


def _launching(desk: Desk, directory: str) -> str:
    """Give the only session of a directory that starts sessions at this moment."""
    found = [
        name
        for name, session in desk.sessions.map.items()
        if session.info.directory == directory
        and any(tool.name in STARTERS for tool in session.tools)
    ]
    return found[0] if len(found) == 1 else ""


def _never_came(before: Link, after: Link) -> bool:
    return before.lost_since_ms is None and after.lost_since_ms is not None


def _short(name: str) -> str:
    return name.rpartition("/")[2]


def _log(desk: Desk, at: int, kind: LogKind, session: str = "", **more: Any) -> None:
    draft = desk.draft
    known = desk.sessions.map.get(session) if session else None
    number, title = draft.base.log.count + len(draft.log), known.info.title if known else ""
    draft.log.append(Logged(
        number=number, at_ms=at, kind=kind, server=desk.name, session=session, title=title, **more,
    ))  # fmt: skip
