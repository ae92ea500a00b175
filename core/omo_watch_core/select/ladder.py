"""The ladder of a session: its chain as rungs, and who answers now."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.announced import is_same
from omo_watch_core.clock import due_ms
from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.models import is_cleared, is_held
from omo_watch_core.model import ModelRef, Setback
from omo_watch_core.rung import Rung
from omo_watch_core.select.chain import agent_of, chain_of
from omo_watch_core.state import Server, Session, State


def ladder(state: State, server: Server, session: Session) -> tuple[Rung, ...]:
    """Give the rungs, first choice first; without a chain only the models of this turn.

    Models of the turn that are not in the chain stand behind it and are never the next.
    """
    now = answering(session)
    tried = _tried(state, session, now)
    steps = _steps(session, chain_of(state, server, session).chain, now)
    beside = [*tried, now.name] if now else [*tried]
    names = list(dict.fromkeys([*steps, *beside]))
    current = now.name if now and not _waits_on(server, session, tried.get(now.name)) else None
    # A model that a person chose restarts the chain at its top (fallback-behaviour 11).
    after = _position(steps, current, tried) if session.setbacks else -1
    rungs: list[Rung] = []
    following = True
    for place, name in enumerate(names):
        ref = _ref(name)
        if name == current:
            rungs.append(Rung(model=ref, kind="current"))
        elif name in tried:
            rungs.append(_failed(server, tried[name]))
        elif server.models and name not in server.models:
            rungs.append(Rung(model=ref, kind="unreachable"))
        elif is_held(state.journal, name):
            rungs.append(Rung(model=ref, kind="held"))
        else:
            is_next = following and place > after
            rungs.append(Rung(model=ref, kind="next" if is_next else "untried"))
            following = following and not is_next
    return _with_claim(rungs, session)


def crossroads(state: State, server: Server, session: Session) -> tuple[object, ...]:
    """Give what a session's next rung depends on: sessions with equal ones have equal next rungs.

    To work out a ladder takes ten times as long, and thousands of sessions stand alike.
    """
    now, agent = answering(session), agent_of(session)
    named = now.name if now else None
    # A name of a session may tell another agent where it has none.
    alike = (server.name, id(server.plugin_settings.get(session.info.directory)),
             agent or session.id, named)  # fmt: skip
    if not session.setbacks and session.status != "retry":
        return alike
    tried = _tried(state, session, now)
    waits = now is None or _waits_on(server, session, tried.get(now.name))
    first = session.setbacks[0].model.name if session.setbacks else None
    return (*alike, waits, first, tuple(tried))


def answering(session: Session) -> ModelRef | None:
    """Give the model of the newest answer, else the one that the session is set to."""
    if session.answer and session.answer.model:
        return session.answer.model
    return session.info.model


def _with_claim(rungs: list[Rung], session: Session) -> tuple[Rung, ...]:
    """Mark the rungs of a model that is announced and was not seen to answer since."""
    claim = session.announced
    if claim is None:
        return tuple(rungs)
    return tuple(
        replace(rung, claimed=True) if is_same(claim.model, rung.model) else rung for rung in rungs
    )


def _tried(state: State, session: Session, now: ModelRef | None) -> dict[str, Setback]:
    """Give what failed in this turn; a cooldown that an operator cleared is forgotten."""
    tried = {
        setback.model.name: setback
        for setback in session.setbacks
        if setback.until_ms is None
        or not is_cleared(state.journal, setback.model.name, setback.at_ms)
    }
    wait = session.retry
    if session.status == "retry" and wait and now and now.name not in tried:
        tried[now.name] = Setback(
            model=now, reason="", at_ms=wait.since_ms, until_ms=wait.next_ms or None
        )
    return tried


def _steps(session: Session, chain: tuple[str, ...], now: ModelRef | None) -> list[str]:
    """Give the first choice and the chain below it."""
    primary = session.setbacks[0].model if session.setbacks else now
    names = [ref.name for entry in chain if (ref := parse(entry)) is not None]
    own = [primary.name] if primary and primary.name not in names else []
    return list(dict.fromkeys([*own, *names]))


def _waits_on(server: Server, session: Session, setback: Setback | None) -> bool:
    """Nobody answers while the server waits, nor after the last try failed."""
    if session.status == "retry":
        return True
    if setback is None or session.answered:
        return False
    return session.status == "idle" or not _is_trying_again(server, session, setback)


def _is_trying_again(server: Server, session: Session, setback: Setback) -> bool:
    """Tell whether a new message has begun since, though it shows nothing yet."""
    answer = session.answer
    return answer is not None and answer.created_ms + server.offset_ms > setback.at_ms


def _position(steps: list[str], current: str | None, tried: dict[str, Setback]) -> int:
    """Give the step that answers, else the last one that failed."""
    if current in steps:
        return steps.index(current)
    return max((place for place, name in enumerate(steps) if name in tried), default=-1)


def _failed(server: Server, setback: Setback) -> Rung:
    until = setback.until_ms
    return Rung(
        model=setback.model,
        kind="failed",
        reason=setback.reason or None,
        until_ms=due_ms(until, setback.at_ms, server.offset_ms) if until else None,
        at_ms=setback.at_ms,
    )


def _ref(name: str) -> ModelRef:
    provider, _, model = name.partition("/")
    return ModelRef(provider=provider, model=model)
