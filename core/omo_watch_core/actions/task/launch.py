"""Launch a task: create its session, prompt it once, and see it begin."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.child import UNSEEN, created, look
from omo_watch_core.actions.moves import TAKEN, Move, end, enter, is_late, is_unclear, stay
from omo_watch_core.actions.task.nouns import LaunchAction
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import CreateSession, SendPrompt
from omo_watch_core.events import Event, PromptAnswered, SessionCreated
from omo_watch_core.state import Server, Session

AGAIN_MS = 4 * SECOND
"""A prompt that began nothing for so long is sent once more, byte for byte the same."""
BEGUN_MS = 15 * SECOND
"""So long after its last prompt a session may take to begin."""

Step = Move[LaunchAction]


def begin(action: LaunchAction) -> Step:
    """Create the session, or prompt one that was created before."""
    if action.child:
        return _prompt(action, action.started_ms)
    effect = CreateSession(
        server=action.server, action=action.id, directory=action.directory, body=action.creation
    )
    return enter(action, "creating", action.started_ms, effect)


def on_event(action: LaunchAction, event: Event, server: Server) -> Step:
    """React to the answer of a request."""
    if isinstance(event, SessionCreated) and action.phase == "creating":
        return created(action, event, _prompt)
    if isinstance(event, PromptAnswered) and action.phase == "prompting":
        if event.status in TAKEN or is_unclear(event.status):
            return enter(action, "starting", event.at_ms)
        why = event.reason or str(event.status)
        return end(action, "refused", event.at_ms, f"the server did not take its prompt: {why}")
    return stay(action)


def on_state(action: LaunchAction, now_ms: int, server: Server) -> Step:
    """React to what the stream has shown, and to time."""
    if action.phase == "looking":
        return _look(action, now_ms, server)
    if action.phase != "starting":
        return gone(action, now_ms, "no answer") if is_late(action, now_ms) else stay(action)
    session = server.sessions.get(action.child)
    if session is not None and has_begun(session, action.message):
        return end(action, "launched", now_ms, f"{action.task} runs as {action.child}")
    since = now_ms - action.sent_ms
    if action.tries < 2 and since >= AGAIN_MS:
        return _prompt(action, now_ms)
    if since >= BEGUN_MS:
        why = "its prompt was taken, and nothing was seen of its beginning"
        return end(action, "accepted", now_ms, why)
    return stay(action)


def gone(action: LaunchAction, now_ms: int, what: str) -> Step:
    """Say that nobody watches it any more."""
    if not action.child:
        return end(action, "refused", now_ms, f"{what}: {UNSEEN}")
    return end(action, "accepted", now_ms, f"{what}: nobody saw it begin")


def has_begun(session: Session, message: str) -> bool:
    """Tell whether a session works, or has answered our prompt, or failed at it."""
    answer = session.answer
    answered = answer is not None and answer.parent == message
    return session.status != "idle" or answered or session.failure is not None


def _look(action: LaunchAction, now_ms: int, server: Server) -> Step:
    made = (session for session in server.sessions.values() if session.info.task == action.task)
    found = next((session for session in made if session.prompt is None), None)
    return look(action, now_ms, found, _prompt)


def _prompt(action: LaunchAction, now_ms: int) -> Step:
    effect = SendPrompt(
        server=action.server, action=action.id, session=action.child, body=action.body
    )
    action = replace(action, tries=action.tries + 1, sent_ms=now_ms)
    return enter(action, "prompting", now_ms, effect)
