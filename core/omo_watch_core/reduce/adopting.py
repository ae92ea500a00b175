"""Which session belongs to which background task, before anything says it.

Source: background-tasks 8 and 16. A child is told by its title and age: pairs are made in order,
and corrected by what the calls name once they are over. A further child of the same title, after
one that showed nothing, is a further try of the same task: its notice may come much later.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.launched import Launch, Try
from omo_watch_core.model import ModelRef
from omo_watch_core.pairing import (
    childless,
    claimed,
    free_children,
    take,
    task_title,
    waiting_calls,
)
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.state import Session

MOST = 64
"""How many tasks of one session are remembered."""


def noted(desk: Desk, session: Session, launch: Launch | None) -> Session:
    """Give the session with a launch in the place of its older self; its child may look anew."""
    if launch is None or launch in session.launches:
        return session
    known = _place(session.launches, launch)
    before = session.launches[known] if known is not None else None
    for child in (before.child if before else None, launch.child):
        if child in desk.sessions.map:
            desk.marked.add(child)
    if known is None:
        return replace(session, launches=_bounded((*session.launches, launch)))
    launches = (*session.launches[:known], launch, *session.launches[known + 1 :])
    return replace(session, launches=launches)


def adopt(desk: Desk, session: Session) -> Session:
    """Give the session whose tasks have the children that fit them."""
    if all(launch.ended for launch in session.launches):
        return session
    below = [s for s in desk.sessions.map.values() if s.info.parent == session.id]
    free = free_children(below, claimed(session))
    if not free:
        return session
    wanted = sorted((*waiting_calls(session), *childless(session)), key=lambda each: each.at_ms)
    left: list[Launch] = []
    for each in wanted:
        child = take(free, each.title, each.at_ms)
        if each.launch is not None and child is not None:
            session = noted(desk, session, _with(each.launch, child))
        elif each.launch is not None:
            left.append(each.launch)
    session = _better(desk, session, free)
    session = _strangers(desk, session, free, left)
    for child in free:
        session = _tried_again(desk, session, child)
    return session


def parted(desk: Desk, session: Session, child: str, call: str) -> Session:
    """Give the session without guesses that take this child for another call's."""
    for launch in session.launches:
        if launch.guessed and launch.child == child and launch.call != call:
            session = noted(desk, session, replace(launch, child=None, guessed=False))
    return session


def _better(desk: Desk, session: Session, free: list[Session]) -> Session:
    """Give the session whose tasks have no stranger where their own child has come."""
    for launch in session.launches:
        known = desk.session(launch.child or "") if launch.guessed and not launch.tries else None
        if known is not None and task_title(known.info.title) != launch.title:
            child = take(free, launch.title, launch.at_ms)
            session = noted(desk, session, _with(launch, child)) if child else session
    return session


def _strangers(
    desk: Desk, session: Session, free: list[Session], left: Sequence[Launch]
) -> Session:
    """Pair what is left: a title that the plugin made up stands in no call."""
    titles = {launch.title for launch in session.launches} | {t.title for t in session.tools}
    strange = [child for child in free if task_title(child.info.title) not in titles]
    for launch in left:
        child = take(strange, None, launch.at_ms)
        if child is not None:
            free.remove(child)
            session = noted(desk, session, _with(launch, child))
    return session


def _with(launch: Launch, child: Session) -> Launch:
    return replace(launch, child=child.id, guessed=True)


def _tried_again(desk: Desk, session: Session, child: Session) -> Session:
    title = task_title(child.info.title)
    for launch in session.launches:
        if launch.ended or launch.server or launch.title != title:
            continue
        older = desk.session(launch.child or "")
        if older is not None and _is_dead(older) and _is_younger(child, older):
            failed = Try(session=older.id, model=_first_model(launch, older), error=_why(older))
            again = replace(
                launch, tries=(*launch.tries, failed), child=child.id, guessed=True,
                number=launch.number + 1, model=child.info.model or launch.model,
            )  # fmt: skip
            return noted(desk, session, again)
    return session


def _is_dead(session: Session) -> bool:
    """Tell whether the newest answer of a session is empty, and nothing works on it."""
    return session.answer is not None and not session.answered and session.status != "busy"


def _is_younger(child: Session, older: Session) -> bool:
    return child.info.created_ms > older.info.created_ms


def _first_model(launch: Launch, session: Session) -> ModelRef | None:
    return session.setbacks[0].model if session.setbacks else launch.model or asked_model(session)


def _why(session: Session) -> str:
    if session.failure is not None:
        return session.failure.message or session.failure.name
    if session.retry is not None:
        return session.retry.message
    return session.setbacks[-1].reason if session.setbacks else ""


def _place(launches: Sequence[Launch], launch: Launch) -> int | None:
    for place, known in enumerate(launches):
        if (launch.task and known.task == launch.task) or (
            launch.call and known.call == launch.call
        ):
            return place
    return None


def _bounded(launches: tuple[Launch, ...]) -> tuple[Launch, ...]:
    """Forget one where there are too many: the oldest that is over, else the oldest."""
    if len(launches) <= MOST:
        return launches
    gone = next((launch for launch in launches if launch.ended), launches[0])
    return tuple(launch for launch in launches if launch is not gone)
