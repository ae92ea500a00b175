"""Whether a parked session is still as it was parked."""

from __future__ import annotations

from omo_watch_core.actions.prompt import prompt_ids
from omo_watch_core.actions.waking import action_of
from omo_watch_core.journal.nouns import Parked, ParkedStage
from omo_watch_core.order import is_later
from omo_watch_core.select.condition import is_heard
from omo_watch_core.state import Server
from omo_watch_core.value import Value


class Standing(Value):
    """Hold what is found of a parked session."""

    over: str = ""
    """Why it is not to go on any more."""
    stage: ParkedStage = "dropped"
    """How its row ends then."""
    rests: bool = False
    """The server said on this connection that it does not run."""
    taken: bool = False
    """Another program has let it go on; the journal will tell."""


def standing(server: Server, row: Parked) -> Standing:
    """Tell whether a session still waits as it was parked, by all that is known now."""
    session = server.sessions.get(row.session)
    if session is None:
        gone = server.listed_ms is not None and server.link.phase == "live"
        return Standing(over="it was deleted") if gone else Standing()
    prompt = session.prompt
    if prompt is not None and prompt.id == _message(row):
        is_ours = row.stage == "resuming"
        return Standing(over="it went on", stage="resumed") if is_ours else Standing(taken=True)
    if row.newest and prompt is not None and is_later(prompt.id, row.newest):
        return Standing(over="somebody prompted it meanwhile")
    if not is_heard(server, session):
        return Standing()
    if session.status == "idle":
        return Standing(rests=True)
    if row.stage == "parking":
        return Standing(over="nothing was stopped: it still runs")
    return Standing(over="it runs again, and nobody here let it go on")


def _message(row: Parked) -> str:
    return prompt_ids(action_of(row), 0, row.newest)[0]
