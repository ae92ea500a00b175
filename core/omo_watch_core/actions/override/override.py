"""Move a session to another model: read, abort, read again, prompt, prove."""

from __future__ import annotations

import msgspec

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.moves import Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.actions.override import lost, proving, refusal, retry, returning
from omo_watch_core.actions.prompt import (
    Recipe,
    prompt_body,
    prompt_ids,
    switch_body,
    with_variant,
)
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import ReadHistory, ReadStatus, SendAbort, SwitchModel
from omo_watch_core.events import (
    AbortAnswered,
    Event,
    HistoryRead,
    LastTurn,
    MessagesListed,
    PromptAnswered,
    StatusRead,
)
from omo_watch_core.family import descendants, waiting_parent
from omo_watch_core.order import is_later, moment_of
from omo_watch_core.select.condition import is_heard
from omo_watch_core.state import Server, Session

SETTLE_MS = 3 * SECOND
"""How long an idle session may take to complete its last answer."""
POLL_MS = SECOND
"""How often that is looked at meanwhile."""
ANSWERED_OK = (200, 204)

Step = Move[OverrideAction]


def begin(action: OverrideAction, server: Server, session: Session) -> Step:
    """Read how the history ends, after the status where nobody has told it."""
    if is_heard(server, session):
        action = msgspec.structs.replace(action, was=session.status)
        return enter(action, "reading", action.started_ms, _history(action))
    return enter(action, "checking", action.started_ms, _status(action, session))


def set_ahead(action: OverrideAction) -> Step:
    """Set the model of a session that nobody has prompted yet: nothing of it is to be read."""
    return _set_for_later(action, action.started_ms)


def on_event(action: OverrideAction, event: Event, server: Server, session: Session) -> Step:
    """React to the answer of a request of ours."""
    if isinstance(event, StatusRead):
        return _on_status(action, event, session)
    if isinstance(event, HistoryRead) and action.phase in ("reading", "rereading"):
        return _on_history(action, event, server, session)
    if isinstance(event, AbortAnswered) and action.phase == "aborting":
        if not event.ok:
            return refusal.unanswered_abort(action, event.at_ms, event.reason)
        action = msgspec.structs.replace(action, aborted=True)
        return enter(action, "rereading", event.at_ms, _history(action))
    if isinstance(event, PromptAnswered):
        return _on_prompt(action, event)
    if isinstance(event, MessagesListed) and action.phase in ("proving", "judging"):
        return proving.listed(action, event, session)
    return stay(action)


def on_state(action: OverrideAction, now_ms: int, server: Server, session: Session) -> Step:
    """React to what the stream has shown, and to time."""
    if action.sent_ms:
        return proving.watch(action, now_ms, session)
    if action.phase == "settling":
        return _settle(action, now_ms, session)
    if action.phase == "returning":
        return returning.wait(action, now_ms, _status(action, session))
    return refusal.too_late(action, now_ms) if is_late(action, now_ms) else stay(action)


def _on_status(action: OverrideAction, event: StatusRead, session: Session) -> Step:
    if action.phase == "proving":
        return lost.looked(action, event, session)
    if action.phase == "asking again":
        return returning.asked(action, event, _history(action))
    if action.phase != "checking":
        return stay(action)
    if event.status is None:
        return refusal.unread_status(action, event.at_ms)
    action = msgspec.structs.replace(action, was=event.status, was_ms=event.at_ms)
    return enter(action, "reading", event.at_ms, _history(action))


def _on_history(
    action: OverrideAction, event: HistoryRead, server: Server, session: Session
) -> Step:
    turn, now = event.turn, event.at_ms
    if event.failed is not None:
        return returning.unread(action, now, event.failed)
    if action.automatic and _was_prompted(action, session, turn):
        return refusal.prompted(action, now)
    if not action.aborted and _newest(action, session) != "idle":
        return _on_running(action, server, session, now)
    if not action.aborted and turn is not None and not turn.settled:
        since = now if action.settle_ms is None else action.settle_ms
        if now - since < SETTLE_MS:
            return enter(msgspec.structs.replace(action, settle_ms=since), "settling", now)
    rescues = action.purpose == "rescue"
    if (action.send is None or rescues) and _has_nothing_to_resume(turn):
        if action.purpose == "retry":
            return retry.nothing_to_retry(action, turn, now)
        only_resumes = action.automatic or rescues
        return refusal.answered(action, now) if only_resumes else _set_for_later(action, now)
    return _prompt(action, turn, server, session, now)


def _newest(action: OverrideAction, session: Session) -> str:
    """Give the newest word about what runs, the stream's or the one read for this action."""
    return action.was if action.was_ms > session.status_ms else session.status


def _on_running(action: OverrideAction, server: Server, session: Session, now_ms: int) -> Step:
    """Stop what runs, where that is a person's wish and it does not work by itself."""
    if action.automatic:
        return refusal.runs(action, now_ms)
    if action.purpose == "retry" and retry.works(_newest(action, session), session, now_ms):
        return end(action, "refused", now_ms, retry.WORKS)
    return _abort(action, server, now_ms)


def _was_prompted(action: OverrideAction, session: Session, turn: LastTurn | None) -> bool:
    """Tell whether somebody prompted since the step was decided: that turn is theirs."""
    asked = (session.prompt.id if session.prompt else "", turn.asked if turn else "")
    return bool(action.after) and any(name and is_later(name, action.after) for name in asked)


def _has_nothing_to_resume(turn: LastTurn | None) -> bool:
    """A normal answer, also one that came before our abort, is not to be continued."""
    return turn is None or turn.answered


def _abort(action: OverrideAction, server: Server, now_ms: int) -> Step:
    below = (server.sessions[name] for name in descendants(server, action.session))
    titles = tuple(session.info.title for session in below if session.status != "idle")
    effect = SendAbort(server=action.server, action=action.id, session=action.session)
    session = server.sessions.get(action.session)
    parent = waiting_parent(server, session) if session else None
    action = msgspec.structs.replace(action, below=titles, parent=parent.id if parent else None)
    return enter(action, "aborting", now_ms, effect)


def _settle(action: OverrideAction, now_ms: int, session: Session) -> Step:
    answer = session.answer
    completed = answer is not None and answer.completed_ms is not None
    heard = completed and session.answer_ms >= action.phase_ms
    if heard or now_ms - action.phase_ms >= POLL_MS:
        return enter(action, "rereading", now_ms, _history(action))
    return stay(action)


def _set_for_later(action: OverrideAction, now_ms: int) -> Step:
    effect = SwitchModel(
        server=action.server,
        action=action.id,
        session=action.session,
        body=switch_body(action.target),
    )
    return enter(action, "setting", now_ms, effect)


def _prompt(
    action: OverrideAction, turn: LastTurn | None, server: Server, session: Session, now_ms: int
) -> Step:
    clock = now_ms - server.offset_ms
    message, part = prompt_ids(action.seed or action.id, clock, action.after)
    recipe = Recipe(
        action=action.id,
        kind=action.purpose,
        message=message,
        part=part,
        target=with_variant(action.target, turn, server),
        send=action.send,
        agent=session.info.agent,
        at_ms=moment_of(action.after, int(clock)),
        by=action.by,
    )
    source = turn.prompt.model if turn and action.source is None else action.source
    action = msgspec.structs.replace(
        action,
        message=recipe.message,
        part=recipe.part,
        body=prompt_body(recipe, turn),
        source=source,
        sent_ms=now_ms,
        tries=1,
        failed_before=session.failure,
    )
    return enter(action, "prompting", now_ms, lost.prompt(action))


def _on_prompt(action: OverrideAction, event: PromptAnswered) -> Step:
    taken = event.status in ANSWERED_OK
    if action.phase == "setting":
        return _is_set(action, event.at_ms) if taken else refusal.not_set(action, event)
    if action.phase != "prompting":
        return stay(action)
    if taken:
        return enter(action, "proving", event.at_ms)
    # Nobody knows whether it was stored; what the session does will tell.
    if is_unclear(event.status):
        unclear = event.reason or str(event.status or "no answer")
        return enter(msgspec.structs.replace(action, unclear=unclear), "proving", event.at_ms)
    return refusal.not_taken(action, event)


def _is_set(action: OverrideAction, now_ms: int) -> Step:
    why = f"{action.title}, idle: its next prompt uses {action.target.model}"
    hint = "no prompt was sent; a prompt or an agent that names a model ignores it"
    if action.target.variant:
        hint += f", and so is the variant {action.target.variant}"
    return end(action, "set", now_ms, why, hint)


def _history(action: OverrideAction) -> ReadHistory:
    return ReadHistory(server=action.server, action=action.id, session=action.session)


def _status(action: OverrideAction, session: Session) -> ReadStatus:
    return ReadStatus(
        server=action.server,
        action=action.id,
        session=action.session,
        directory=session.info.directory,
    )
