"""The limits that sessions met with their models: they outlive the turn that met them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from omo_watch_core.clock import HOUR, MINUTE, due_ms
from omo_watch_core.fallback.board import place
from omo_watch_core.limited import AnswerKey, Limit, LimitKey, is_limit
from omo_watch_core.model import Message, Setback
from omo_watch_core.reduce.sheet import Sheet
from omo_watch_core.state import Server, Session

if TYPE_CHECKING:
    from omo_watch_core.reduce.draft import Draft

MOST = 300
"""Limits that are remembered at once."""
KEPT_MS = HOUR
"""For how long after its end a limit is remembered."""
PROBE = "a probe"
"""What the session of a probe is called: it is gone when one reads of it."""
SAME_MS = MINUTE
"""A limit that is met so soon after its end is the same one."""


def met(draft: Draft, server: Server, former: Session | None, session: Session) -> None:
    """Note what a session has met with its models since it was as `former`.

    What it had met before is not noted again: an answer or an operator may have ended it.
    """
    before = former.setbacks if former is not None else ()
    if session.setbacks is before:
        return
    news = [one for one in session.setbacks if one not in before]
    known = draft.limited
    for limit in met_by(server, session, news, draft.base.policy.cooldown_ms):
        if draft.answered.map.get(_answer_key(server, limit.model), 0) <= limit.met_ms:
            known.own()[limit.key] = _lasting(known.map.get(limit.key), limit)
    if len(known.map) > MOST:
        oldest = sorted(known.map, key=lambda key: known.map[key].met_ms)
        for key in oldest[: len(known.map) - MOST]:
            known.drop(key)


def forget_old(known: Sheet[LimitKey, Limit], now_ms: int) -> None:
    """Forget the limits that ended long ago."""
    for key, limit in tuple(known.map.items()):
        if limit.until_ms <= now_ms - KEPT_MS:
            known.drop(key)


def answered(draft: Draft, server: Server, answer: Message) -> None:
    """Note an answer that a model brought to its end: what it met before that began is over."""
    if answer.model is None or answer.failure is not None or answer.completed_ms is None:
        return
    key = _answer_key(server, answer.model.name)
    began = int(answer.created_ms + server.offset_ms)
    if began <= draft.answered.map.get(key, 0):
        return
    draft.answered.own()[key] = began
    for name, limit in tuple(draft.limited.map.items()):
        is_its = limit.server == server.name and place(limit.model) == key[1]
        if is_its and limit.met_ms < began:
            draft.limited.drop(name)


def met_by(
    server: Server, session: Session, news: Iterable[Setback], cooldown_ms: float
) -> Iterator[Limit]:
    """Give the limits among what a session met."""
    for one in news:
        if not is_limit(one):
            continue
        yield Limit(
            model=one.model.name,
            server=server.name,
            session=session.id,
            title=PROBE if session.info.probe else session.info.title,
            reason=one.reason,
            since_ms=one.at_ms,
            met_ms=one.at_ms,
            until_ms=_until(server, one, cooldown_ms),
            stated=one.until_ms is not None,
        )


def _until(server: Server, one: Setback, cooldown_ms: float) -> float:
    if one.until_ms is None:
        return one.at_ms + cooldown_ms
    return due_ms(one.until_ms, one.at_ms, server.offset_ms)


def _lasting(known: Limit | None, limit: Limit) -> Limit:
    """Give a limit that was met again with its beginning."""
    if known is None or limit.met_ms > known.until_ms + SAME_MS:
        return limit
    return replace(limit, since_ms=min(known.since_ms, limit.since_ms))


def _answer_key(server: Server, model: str) -> AnswerKey:
    return (server.name, place(model))
