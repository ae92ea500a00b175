"""Tell parents what became of their tasks: merged, once, and only when that disturbs nobody."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import Action
from omo_watch_core.actions.precedence import was_stopped
from omo_watch_core.actions.prompt import fresh_id
from omo_watch_core.actions.task import tell
from omo_watch_core.actions.task.nouns import TellAction
from omo_watch_core.charge.marks import derived_nonce
from omo_watch_core.clock import SECOND
from omo_watch_core.select.condition import is_heard
from omo_watch_core.state import Server, Session
from omo_watch_core.tasks.durations import in_notices
from omo_watch_core.tasks.notice_merging import merged
from omo_watch_core.tasks.notices import final, message, progress, wants_reply
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.prune import OPEN_FOR_MS
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.results import neutral, without_tool
from omo_watch_core.tasks.run.judging import ask
from omo_watch_core.tasks.run.round import Round

FORCED_MS = 60 * SECOND
"""So long a reply that is due waits for a parent that works."""
RESTS_MS = SECOND
AGAIN_MS = 10 * SECOND
"""After so long a message that was not taken is tried again."""
NOT_TAKEN = ("refused", "accepted")
"""Results of a message that was not taken, or of which nobody knows."""
TOGETHER_MS = 300
"""So long ends are collected, that several come in one message."""


def tell_parents(look: Round, server: Server, place: str) -> None:
    """Send what is due to be told."""
    parents: dict[str, list[OwnTask]] = {}
    for own in look.tasks.values():
        if own.place == place and own.task.is_over and not own.is_told:
            parents.setdefault(own.task.parent, []).append(own)
    for name, untold in parents.items():
        parent = server.sessions.get(name)
        fresh = [own for own in untold if look.now - (own.task.completed_ms or 0) < OPEN_FOR_MS]
        for own in untold:
            # Nobody is left to be told, or would know any more what it is about.
            if parent is None or own not in fresh:
                look.put(replace(own, is_told=True))
        if parent is None or not fresh or _is_told_now(look, name):
            continue
        if _is_due(look, server, parent, fresh):
            _tell(look, server, parent, _under_way(fresh))


def _under_way(untold: list[OwnTask]) -> list[OwnTask]:
    """Give those of a message that may have been taken; it is sent again for them alone.

    An end that joined it would never be told: what is answered already begins no turn.
    """
    told = next((own.told for own in untold if own.told), "")
    return [own for own in untold if own.told == told] if told else untold


def was_told(look: Round, action: TellAction) -> None:
    """Note whether a parent was told; what was not taken is tried again.

    Where nobody knows it is the same message that is sent again, so it stands there once.
    """
    taken = action.result not in NOT_TAKEN
    for name in action.tasks:
        own = look.tasks.get(name)
        if own is not None:
            told = "" if action.result == "refused" else own.told
            look.put(replace(own, is_told=taken, told=told))
    for name in action.listed if taken else ():
        own = look.tasks.get(name)
        if own is not None:
            look.set(own, replace(own.task, is_announced=True))


def _is_told_now(look: Round, parent: str) -> bool:
    """Tell whether a message is on its way, or was refused a moment ago."""
    return any(_tells(action, parent, look.now) for action in look.state.actions.values())


def _tells(action: Action, parent: str, now_ms: int) -> bool:
    if not isinstance(action, TellAction) or action.session != parent:
        return False
    if action.result is None:
        return True
    refused = action.result in NOT_TAKEN and action.ended_ms is not None
    return refused and now_ms - (action.ended_ms or 0) < AGAIN_MS


def _is_due(look: Round, server: Server, parent: Session, untold: list[OwnTask]) -> bool:
    """A message to a parent that works would have it answer twice: that waits for its rest."""
    ends = [own.task.completed_ms or look.now for own in untold]
    if look.now - max(ends) < TOGETHER_MS:
        return False
    if not is_heard(server, parent) and look.now - min(ends) < FORCED_MS:
        ask(look, server, parent)  # it may work, behind a stream that broke
        return False
    if parent.status == "idle":
        # At the very begin of a turn a message would be taken for what began it.
        return look.now - parent.since_ms >= RESTS_MS
    left = _left(look, parent)
    replies = any(wants_reply(own.task, left) for own in untold)
    return replies and look.now - min(ends) >= FORCED_MS


def _left(look: Round, parent: Session) -> int:
    mine = (own.task for own in look.tasks.values() if own.task.parent == parent.id)
    return sum(not task.is_over for task in mine)


def _tell(look: Round, server: Server, parent: Session, untold: list[OwnTask]) -> None:
    texts, listed = _texts(look, parent, untold)
    left = _left(look, parent)
    since = min(int(own.task.completed_ms or look.now) for own in untold)
    # A person who has stopped the parent does not want it woken.
    stopped = was_stopped(look.state, server, parent.id, since)
    reply = any(wants_reply(own.task, left) for own in untold) and not stopped
    names = tuple(sorted(own.id for own in untold))
    nonce = derived_nonce(parent.id, "told", " ".join(names))
    known = next((own.told for own in untold if own.told), "")
    told = known or fresh_id("msg", nonce, look.now - server.offset_ms)
    for own in untold:
        look.put(replace(own, told=told))
    action = TellAction(
        id=f"act_{nonce}",
        server=server.name,
        session=parent.id,
        title=parent.info.title,
        by=look.state.owner,
        phase="reading",
        started_ms=look.now,
        phase_ms=look.now,
        tasks=names,
        listed=listed,
        text=message(map(without_tool, texts), reply=reply),
        unread=tuple(
            (own.id, own.task.session)
            for own in untold
            if own.task.session is not None and own.task.status == "completed"
        ),
        reply=reply,
        message=told,
        part=f"prt_{told.removeprefix('msg_')}",
        fallback=parent.info.model or untold[-1].task.model,
    )
    look.begin(*tell.begin(action))


def _texts(
    look: Round, parent: Session, untold: list[OwnTask]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the notices, and the ids of those that a last list names."""
    left = _left(look, parent)
    untold = sorted(untold, key=lambda own: own.task.completed_ms or 0)
    if left:
        texts = (progress(_plain(own.task), _took(own.task), left) for own in untold)
        return merged(texts), ()
    names = {own.id for own in untold}
    known = (own for own in look.tasks.values() if own.is_told or own.id in names)
    mine = [own.task for own in known if own.task.parent == parent.id]
    over = sorted(
        (task for task in mine if not task.is_announced), key=lambda task: task.completed_ms or 0
    )
    text = final(_plain(untold[-1].task), [_plain(task) for task in over])
    return (text,), tuple(task.id for task in over)


def _plain(task: Task) -> Task:
    """Give a task whose words cannot be taken for the end of the notice."""
    error = neutral(task.error) if task.error else task.error
    return replace(task, description=neutral(task.description), error=error)


def _took(task: Task) -> str:
    if task.started_ms is None or task.completed_ms is None:
        return in_notices(0)
    return in_notices(task.completed_ms - task.started_ms)
