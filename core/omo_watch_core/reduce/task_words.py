"""What notices say of background tasks: words that count from the newest message on.

Source: background-tasks 2, 8 and 11. Of two words that contradict each other the later one is
the claim; one that is only said again is no later one. The server speaks of its own tasks in a
form of its own (opencode-protocol).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.clean import clean_line
from omo_watch_core.fallback.models import parse
from omo_watch_core.launched import Claim, Launch, Try
from omo_watch_core.model import Part
from omo_watch_core.tasks.notice_reading import Move, Notice, Told, read_notices

NOTICE = "<system-reminder>"
SERVERS = '<task id="'
_SERVERS = re.compile(
    r'<task id="([^"\s]+)" state="(completed|error)">\n<summary>[^\n]*</summary>\n'
    r"<task_(?:result|error)>\n(.*?)(?:\n</task|\Z)",
    re.DOTALL,
)
_CLAIMS: dict[str, Claim] = {
    "completed": "completed", "error": "error", "cancelled": "cancelled",
    "interrupt": "interrupted",
}  # fmt: skip
ERROR = 300
"""How much of an error is kept."""


def heard(launches: tuple[Launch, ...], part: Part, text: str, at_ms: int) -> Iterator[Launch]:
    """Yield the tasks that a text speaks of, as they are after it, one word after another."""
    known = {launch.task: launch for launch in launches if launch.task}
    if NOTICE in text:
        for notice in read_notices(text):
            for told in notice.tasks if notice.internal else ():
                launch = known.get(told.id) or Launch(task=told.id, title=told.description)
                known[told.id] = after = _after(launch, notice, told, at_ms)
                yield after
    elif part.synthetic and text.startswith(SERVERS):
        found = _SERVERS.match(text)
        own = known.get(found[1]) if found else None
        if found is not None and own is not None:
            yield _ended(own, _CLAIMS[found[2]], at_ms, found[3] if found[2] == "error" else "")


def said(launch: Launch, claim: Claim, at_ms: int, error: str = "") -> Launch:
    """Give a task after a word about it; an older one than the newest says nothing."""
    if 0 < at_ms < launch.said_ms:
        return launch
    return replace(launch, claim=claim, said_ms=at_ms, error=clean_line(error, ERROR))


def _after(launch: Launch, notice: Notice, told: Told, at_ms: int) -> Launch:
    if 0 < at_ms < launch.at_ms:
        return launch
    claim = _CLAIMS.get(told.status)
    if claim is not None:
        is_repeated = notice.kind == "single" and claim in launch.heard
        return launch if is_repeated else _ended(launch, claim, at_ms, told.error or "")
    if notice.move is None or not launch.call:
        return launch
    return _moved(launch, notice.move, told.error or "", at_ms)


def _ended(launch: Launch, claim: Claim, at_ms: int, error: str) -> Launch:
    known = () if claim in launch.heard else (claim,)
    launch = replace(launch, ended=True, heard=(*launch.heard, *known))
    if claim == "cancelled":
        launch = replace(launch, cancelled=True)
    return said(launch, claim, at_ms, error)


def _moved(launch: Launch, move: Move, error: str, at_ms: int) -> Launch:
    """Give a task that is tried again, or is about to be."""
    gave_up = move.failed_session
    if gave_up is None and move.session not in (None, launch.child):
        gave_up = launch.child
    failed = Try(session=gave_up, model=parse(move.failed_model or ""), error=error)
    tries = _with(launch, failed)
    sessions = {each.session for each in tries}
    child = launch.child if launch.child not in sessions else None
    launch = replace(launch, tries=tries, child=child, number=len(tries) + 1)
    if move.session is None:
        launch = replace(launch, model=parse(move.model or "") or launch.model)
        return launch if child is not None else said(launch, "pending", at_ms)
    if move.session in sessions:
        return launch
    launch = replace(
        launch, child=move.session, guessed=False, number=move.attempt or launch.number,
        model=parse(move.model or "") or launch.model, remains=None,
    )  # fmt: skip
    return launch if launch.ended else said(launch, "running", at_ms)


def _with(launch: Launch, failed: Try) -> tuple[Try, ...]:
    """Give the tries that were given up; what is known of one already is completed."""
    tries = launch.tries
    for place, known in enumerate(tries):
        if known.session == failed.session:
            better = replace(known, model=failed.model or known.model,
                             error=failed.error or known.error)  # fmt: skip
            return (*tries[:place], better, *tries[place + 1 :])
    return (*tries, failed) if failed.session else tries
