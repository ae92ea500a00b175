"""Answer a request and see that it is closed; one that nobody waits for is only cleaned up."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.actions.answer import unanswered
from omo_watch_core.actions.answer.fitting import misfit
from omo_watch_core.actions.moves import Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, ReadAsks, ReadStatus, ReplyAsk
from omo_watch_core.events import AskAnswered, AsksListed, Event, StatusRead
from omo_watch_core.model import Ask
from omo_watch_core.state import Server, Session

PATIENCE_MS = SECOND
"""How long the stream may take to tell that a request is closed, before the server is asked."""
MOST_LOOKS = 3
OWN = "words of your own"
GONE = 404

Step = Move[AnswerAction]


def begin(action: AnswerAction, server: Server, session: Session) -> Step:
    """Answer what somebody waits for at once; look first where the session seems to rest."""
    now = action.started_ms
    ask = server.asks.get(action.asked) or server.dead.get(action.asked)
    if ask is None or ask.session != session.id:
        return unanswered.unknown(action, server)
    action = replace(action, ask=ask, dead=ask.id in server.dead)
    if action.dead and action.reply != "reject":
        return unanswered.dead(action, now)
    wrong = misfit(ask, action.reply, action.answers, action.text)
    if wrong:
        return end(action, "refused", now, f"{wrong}; nothing was sent")
    if not action.dead and session.status != "idle":
        return enter(action, "replying", now, _reply(action, ask))
    # A request that was raised a moment before its run was stopped is not known as dead yet.
    effect = ReadStatus(
        server=server.name, action=action.id, session=session.id, directory=ask.directory
    )
    return enter(action, "checking", now, effect)


def on_event(action: AnswerAction, event: Event, server: Server) -> Step:
    """React to the answer of a request of ours."""
    if isinstance(event, StatusRead) and action.phase == "checking":
        return _on_status(action, event, server)
    if isinstance(event, AskAnswered) and action.phase == "replying":
        return _on_answered(action, event, server)
    if isinstance(event, AsksListed) and action.phase == "looking":
        return _on_listed(action, event)
    return stay(action)


def on_state(action: AnswerAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown, and to time."""
    if not action.dead and not action.taken and action.asked in server.dead:
        action = replace(action, dead=True)
    if action.phase == "closing" and action.asked in server.closed:
        return _closed(action, now_ms)
    if action.session not in server.sessions:
        return unanswered.gone(action, now_ms, f"{action.title} is gone")
    if is_late(action, now_ms):
        return unanswered.late(action, now_ms)
    if action.phase == "closing" and now_ms - action.phase_ms >= PATIENCE_MS:
        return _look(action, now_ms)
    return stay(action)


def _on_status(action: AnswerAction, event: StatusRead, server: Server) -> Step:
    session, now = server.sessions.get(action.session), event.at_ms
    if event.status is None:
        return unanswered.unread(action, now)
    # What the stream said after the question was answered is newer.
    newest = session.status if session and session.status_ms >= now else event.status
    if newest != "idle" and action.dead:
        return unanswered.works(action, now)
    ask = server.asks.get(action.asked) or server.dead.get(action.asked)
    if ask is None:
        return unanswered.closed_before(action, now)
    action = replace(action, dead=newest == "idle")
    if action.dead and action.reply != "reject":
        return unanswered.dead(action, now)
    return enter(action, "replying", now, _reply(action, ask))


def _on_answered(action: AnswerAction, event: AskAnswered, server: Server) -> Step:
    now = event.at_ms
    if 200 <= event.status < 300:
        action = replace(action, taken=True)
        if action.asked in server.closed:
            return _closed(action, now)
        return enter(action, "closing", now)
    if event.status == GONE:
        done, _ = unanswered.closed_before(action, now)
        return done, _listing(action)
    reason = event.reason or str(event.status)
    if not is_unclear(event.status):
        return unanswered.not_taken(action, now, reason)
    return _look(replace(action, fault=reason), now)


def _on_listed(action: AnswerAction, event: AsksListed) -> Step:
    """Take the server's own word about what is open."""
    now = event.at_ms
    is_open = None if event.asks is None else action.asked in event.asks
    if not action.taken:
        return unanswered.unclear(action, now, is_open)
    if is_open is False:
        return _closed(action, now)
    if action.looks < MOST_LOOKS:
        return enter(action, "closing", now)
    return unanswered.still_open(action, now, is_open)


def _closed(action: AnswerAction, now_ms: int) -> Step:
    if action.dead and action.reply != "reject":
        return unanswered.too_late(action, now_ms)
    return end(action, "answered", now_ms, f"{action.title}: {_said(action)}")


def _said(action: AnswerAction) -> str:
    if action.dead:
        return "a dead request is cleaned up, nobody waited for it"
    if action.reply == "answers":
        return f"answered with {_chosen(action)}"
    if action.reply != "reject":
        return f"allowed {action.reply}"
    if action.text:
        return "rejected with your words, it reads them and goes on"
    return "rejected"


def _chosen(action: AnswerAction) -> str:
    """Name the labels that were chosen; what a person typed is kept nowhere."""
    questions = action.ask.questions if action.ask else ()
    labels = {label for question in questions for label, _ in question.options}
    said = [word if word in labels else OWN for words in action.answers for word in words]
    return ", ".join(dict.fromkeys(said))


def _look(action: AnswerAction, now_ms: int) -> Step:
    action = replace(action, looks=action.looks + 1)
    return enter(action, "looking", now_ms, *_listing(action))


def _listing(action: AnswerAction) -> tuple[Effect, ...]:
    ask = action.ask
    if ask is None:
        return ()
    return (
        ReadAsks(server=action.server, action=action.id, directory=ask.directory, kind=ask.kind),
    )


def _reply(action: AnswerAction, ask: Ask) -> ReplyAsk:
    return ReplyAsk(
        server=action.server,
        action=action.id,
        ask=ask,
        reply=action.reply,
        answers=action.answers,
        text=action.text or None,
    )
