"""Tell a parent what became of its tasks: as it was prompted last, by one message."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.hand.hand import answer_text
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.actions.prompt import Recipe, prompt_body, with_variant
from omo_watch_core.actions.task.nouns import TellAction
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import ReadHistory, ReadMessages, SendPrompt
from omo_watch_core.events import (
    Event,
    HistoryRead,
    LastTurn,
    MessagesListed,
    PromptAnswered,
)
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server
from omo_watch_core.tasks.results import with_results

KIND = "task"
"""What the mark of such a message says."""
AGAIN_MS = 3 * SECOND
READ_MS = 8 * SECOND
"""So long results may take to be read."""
PAGE = 20
TRIES = 2

Step = Move[TellAction]


def begin(action: TellAction) -> Step:
    """Read the results, then how the parent was prompted last."""
    if not action.unread:
        return _history(action, action.started_ms)
    reads = (
        ReadMessages(server=action.server, session=session, limit=PAGE)
        for _, session in action.unread
    )
    return enter(action, "results", action.started_ms, *reads)


def on_event(action: TellAction, event: Event, server: Server) -> Step:
    """React to the answer of a request."""
    if isinstance(event, MessagesListed) and action.phase == "results":
        return _result(action, event)
    if isinstance(event, HistoryRead) and action.phase == "reading":
        return _read(action, event, server)
    if isinstance(event, PromptAnswered) and action.phase == "prompting":
        return _prompted(action, event)
    return stay(action)


def on_state(action: TellAction, now_ms: int, server: Server) -> Step:
    """Send it once more where nobody knows whether it came, and do not wait for ever."""
    if action.session not in server.sessions:
        return end(action, "unneeded", now_ms, f"{action.title} is gone: nobody is left to tell")
    if action.phase == "asking again" and now_ms - action.phase_ms >= AGAIN_MS:
        return _send(action, now_ms)
    if action.phase == "results" and now_ms - action.phase_ms >= READ_MS:
        return _history(action, now_ms)  # its session holds what could not be read
    return gone(action, now_ms, "no answer") if is_late(action, now_ms) else stay(action)


def gone(action: TellAction, now_ms: int, what: str) -> Step:
    """Say that nobody watches it any more."""
    if not action.tries:
        return end(action, "refused", now_ms, f"{what}; {action.title} was not told")
    return end(action, "accepted", now_ms, f"{what}; nobody saw that {action.title} was told")


def _result(action: TellAction, event: MessagesListed) -> Step:
    """Take the answer of one task."""
    mine = [task for task, session in action.unread if session == event.session]
    text = answer_text(event.messages)
    results = {**action.results, **dict.fromkeys(mine, text)} if text else action.results
    unread = tuple(pair for pair in action.unread if pair[0] not in mine)
    action = replace(action, results=results, unread=unread)
    return stay(action) if unread else _history(action, event.at_ms)


def _history(action: TellAction, now_ms: int) -> Step:
    effect = ReadHistory(server=action.server, action=action.id, session=action.session)
    return enter(action, "reading", now_ms, effect)


def _read(action: TellAction, event: HistoryRead, server: Server) -> Step:
    if event.failed is not None:
        why = f"{action.title} was not told: {event.failed}"
        return end(action, "refused", event.at_ms, why)
    parent = server.sessions.get(action.session)
    works = parent is not None and parent.status != "idle"
    if _stands_there(action, event.turn, works=works):
        return end(action, "told", event.at_ms, f"{action.title} was told")
    if not action.reply and works:
        # To a session that works nothing is silent: it answers it in a turn of its own.
        return end(action, "refused", event.at_ms, f"{action.title} works again")
    target = _target(action, event.turn, server)
    if target is None:
        why = f"{action.title} was not told: it never had a model to answer with"
        return end(action, "unneeded", event.at_ms, why)
    recipe = Recipe(
        action=action.id,
        kind=KIND,
        message=action.message,
        part=action.part,
        target=target,
        send=with_results(action.text, action.results),
        synthetic=True,
        silent=not action.reply,
        at_ms=int(event.at_ms - server.offset_ms),
        by=action.by,
    )
    return _send(replace(action, body=prompt_body(recipe, event.turn)), event.at_ms)


def _stands_there(action: TellAction, turn: LastTurn | None, *, works: bool) -> bool:
    """Tell whether an earlier try, of this program or of one that died, was taken.

    One that is to be answered, and is not, begins its turn when it is sent again.
    """
    if turn is None or action.message not in (turn.prompt.id, turn.newest, turn.asked):
        return False
    return works or not action.reply or turn.newest != action.message


def _target(action: TellAction, turn: LastTurn | None, server: Server) -> ModelRef | None:
    if turn is None or turn.prompt.model is None:
        return action.fallback
    return with_variant(turn.prompt.model, turn, server)


def _send(action: TellAction, now_ms: int) -> Step:
    effect = SendPrompt(
        server=action.server, action=action.id, session=action.session, body=action.body
    )
    return enter(replace(action, tries=action.tries + 1), "prompting", now_ms, effect)


def _prompted(action: TellAction, event: PromptAnswered) -> Step:
    now, why = event.at_ms, event.reason or str(event.status)
    if event.status in TAKEN:
        return end(action, "told", now, f"{action.title} was told")
    if not is_unclear(event.status):
        return end(action, "refused", now, f"{action.title} was not told: {why}")
    if action.tries < TRIES:
        return enter(action, "asking again", now)
    return end(action, "accepted", now, f"the server did not say whether it took it ({why})")
