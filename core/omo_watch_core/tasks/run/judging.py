"""Look at the sessions of running tasks: done, failed, stuck in a wait, looping, or silent."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.actions.task.nouns import LaunchAction
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import ReadDirectory, ReadMessages
from omo_watch_core.journal.models import is_held
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import Failure
from omo_watch_core.parking.resuming import is_under_way
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.asking import ask_under
from omo_watch_core.select.condition import is_heard, is_parked
from omo_watch_core.select.deaf import unmoved_ms
from omo_watch_core.state import Server, Session
from omo_watch_core.tasks.ends import DELETED, NO_AGENT
from omo_watch_core.tasks.errors import read_error
from omo_watch_core.tasks.lifecycle import CRASHED
from omo_watch_core.tasks.own import Keeping, OwnTask
from omo_watch_core.tasks.retries import Retry, retried
from omo_watch_core.tasks.run.cutting import cut, is_overdue, stop
from omo_watch_core.tasks.run.ending import give_up
from omo_watch_core.tasks.run.outcome import End, end_of
from omo_watch_core.tasks.run.queue import has_room, lane_key, lanes_of
from omo_watch_core.tasks.run.round import Round
from omo_watch_core.tasks.run.starting import begin_again, was_begun_here

GONE_MS = 60 * SECOND
"""So long a session may be missing before its task has crashed."""
READ_AGAIN_MS = 10 * SECOND
PAGE = 20


def judge(look: Round, server: Server, own: OwnTask) -> None:
    """Do what the session of a running task asks for."""
    name = own.task.session
    child = server.sessions.get(name or "")
    if child is None:
        _missing(look, server, own)
        return
    own = _followed(look, own, child)
    if _is_handled(look, server, own, child):
        return
    if own.wish == "cancel" and child.status != "idle":
        # It was asked for by a program that had not read yet that it runs.
        if not own.why:
            stop(look, server, own, child, f"taken back by {own.owner}")
        return
    if child.status == "idle":
        if is_heard(server, child):
            _at_rest(look, server, own, child)
        else:
            ask(look, server, child)
    elif child.status == "retry":
        _in_retry(look, server, own, child)
    elif not own.why:
        cut(look, server, own, child)


def fail(look: Round, server: Server, own: OwnTask, error: object, words: str) -> None:
    """Let a task go on with its next model, else end it with what went wrong."""
    read = read_error(error)
    if read.is_agent_missing:
        give_up(look, server, own, "interrupt", NO_AGENT.format(agent=own.task.agent))
        return
    retry = _retried(look, server, own, error)
    if retry is not None:
        look.set(own, retry.task)
        return
    give_up(look, server, own, "error", words)


def _missing(look: Round, server: Server, own: OwnTask) -> None:
    if own.task.session in server.gone.ids:
        give_up(look, server, own, "cancelled", DELETED)
    elif server.listed_ms is not None and _was_listed_long(look, server, own):
        give_up(look, server, own, "error", CRASHED)


def _was_listed_long(look: Round, server: Server, own: OwnTask) -> bool:
    opened = server.link.opened_ms or look.now
    since = max(opened, int(own.task.started_ms or 0))
    return look.now - since >= GONE_MS


def _followed(look: Round, own: OwnTask, child: Session) -> OwnTask:
    """Note signs of work: by them a silent task is told from a busy one."""
    task = own.task
    tool = child.tools[-1].name if child.tools else task.last_tool
    updated = float(child.active_ms) if child.active_ms else task.updated_ms
    # Not each sign is worth a row in the journal.
    is_news = tool != task.last_tool or (updated or 0) - (task.updated_ms or 0) >= 30 * SECOND
    prompt = "" if child.answer is not None else task.prompt
    if not is_news and prompt == task.prompt:
        return own
    return look.set(own, replace(task, last_tool=tool, updated_ms=updated, prompt=prompt))


def _is_handled(look: Round, server: Server, own: OwnTask, child: Session) -> bool:
    """Tell whether somebody moves, stops, parks or asks something at this moment."""
    if is_under_way(look.state, server.name, child.id) or is_parked(child):
        return True
    if ask_under(server, child.id) is not None:
        return True
    return any(
        isinstance(action, LaunchAction) and action.task == own.id and action.result is None
        for action in look.state.actions.values()
    )


def _at_rest(look: Round, server: Server, own: OwnTask, child: Session) -> None:
    is_known = _is_known(look, server, child)
    if not is_known:
        _read(look, server, child)
    elif _has_no_prompt(child) and own.task.prompt and not was_begun_here(look, own):
        begin_again(look, server, own)  # its program died between session and prompt
        return
    # What ended behind a stream that broke, or before this program began, is read first.
    found = end_of(server, child, own.task, look.now) if is_known else None
    if found is None:
        if why := is_overdue(look, own, child):
            give_up(look, server, own, "error", why)
        return
    if found.how == "completed":
        give_up(look, server, own, "completed", None)
    elif found.how == "aborted":
        give_up(look, server, own, "cancelled", own.why or _stopper(look, server, child))
    else:
        fail(look, server, own, error_of(found.failure, found.words), _words(found))


def _in_retry(look: Round, server: Server, own: OwnTask, child: Session) -> None:
    """Go on with the next model of the chain once its lane has room; the slot stays till then."""
    if child.retry is None or own.why:
        return
    if plugin_in(server, child.info.directory) and unmoved_ms(server, child, look.now) is None:
        return
    error = {"name": "RetryError", "message": child.retry.message}
    retry = _retried(look, server, own, error)
    if retry is None:
        return
    after = replace(own, task=retry.task)
    key = lane_key(look.state, after)
    others = [one for one in look.tasks.values() if one.id != own.id]
    lane = lanes_of(look.state, others, own.place).get(key)
    if has_room(look.state, own.place, key, lane.held if lane else 0):
        look.tell(server, own, f"waits for a limit: {child.retry.message}")
        look.set(own, retry.task)


def ask(look: Round, server: Server, child: Session) -> None:
    """Ask what a session does that nobody has told of; a folder of old may never be looked at."""
    directory = child.info.directory
    since = server.link.opened_ms or look.now
    if look.now - since >= READ_AGAIN_MS and look.is_new_question(server, f"dir {directory}"):
        look.effects.append(ReadDirectory(server=server.name, directory=directory))


def _read(look: Round, server: Server, child: Session) -> None:
    """Read the end of a history that nobody has heard."""
    if look.is_new_question(server, child.id):
        look.effects.append(ReadMessages(server=server.name, session=child.id, limit=PAGE))


def _has_no_prompt(child: Session) -> bool:
    return child.prompt is None and child.answer is None


def _is_known(look: Round, server: Server, child: Session) -> bool:
    """Tell whether the end of its history was heard or read on the present connection."""
    keeping = look.state.keeping.get(place_of(server.url), Keeping())
    heard = max(child.prompt_ms, child.answer_ms, keeping.listed.get(child.id, 0))
    return heard >= max(server.link.opened_ms or 0, 1)


def _stopper(look: Round, server: Server, child: Session) -> str:
    """Say who stopped a session, where that is known."""
    for action in reversed(look.state.actions.values()):
        if _stopped(action, child.id, server.name):
            return f"stopped by {action.by or look.state.owner}"
    deeds = (deed for deed in reversed(look.state.journal.deeds.values()))
    found = next((d for d in deeds if d.session == child.id and d.kind.startswith("cancel")), None)
    return f"stopped by {found.owner}" if found else "stopped from outside"


def _stopped(action: Action, session: str, server: str) -> bool:
    if action.server != server or isinstance(action, OverrideAction):
        return False
    return isinstance(action, CancelAction) and session in (action.session, *action.targets)


def error_of(failure: Failure | None, words: str) -> dict[str, object]:
    """Give an error in the form that the rules of tasks read."""
    if failure is None:
        return {"message": words}
    error: dict[str, object] = {"name": failure.name, "message": failure.message}
    return {**error, "statusCode": failure.status} if failure.status else error


def _words(found: End) -> str:
    if found.failure is None:
        return found.words
    return found.failure.message or found.failure.name


def _retried(look: Round, server: Server, own: OwnTask, error: object) -> Retry | None:
    held = partial(is_held, look.state.journal)
    return retried(own.task, error, _connected(server), look.now, held)


def _connected(server: Server) -> frozenset[str] | None:
    """Name the providers that can be reached; None where nobody knows."""
    known = frozenset(model.ref.provider for model in server.models.values())
    return known or None
