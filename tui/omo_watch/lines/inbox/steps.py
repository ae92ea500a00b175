"""What can be done about offers and news of the Inbox, and what comes of it."""

from __future__ import annotations

from omo_watch.lines.inbox.able import idle_in_inbox
from omo_watch.lines.inbox.news import costs, offered_model
from omo_watch.lines.inbox.piece import Choice
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import State

CLOSE = "it leaves the list; what happens anew is shown again"


def news_choices(state: State, row: InboxRow, read_only: bool) -> list[Choice]:
    """Give key, name and consequence of each; where nothing may be changed only what is local."""
    there = state.session((row.server, row.session)) is not None
    idle = idle_in_inbox(state, row, there)
    found = [step for step in _acting(state, row) if step[0] not in idle and not read_only]
    if "d" not in idle:
        found.append(("d", "close", CLOSE))
    if "enter" not in idle and (row.past or read_only):
        found.append(("enter", "open", "look at the session"))
    return found


def _acting(state: State, row: InboxRow) -> list[Choice]:
    if row.kind == "offer":
        model = offered_model(state, row)
        felt = "; what it costs others is asked first" if costs(state, row) else ""
        take = f"the session goes on with {model} now{felt}"
        return [("f", "take it", take), ("m", "model", "move it to another model of your choice")]
    move = "choose a model that it goes on with"
    if row.kind == "mismatch":
        move = "move it to the claimed model, or to another one"
    steps: list[Choice] = [("m", "model", move)]
    if row.kind in ("stuck", "still alive", "came back"):
        steps.insert(0, ("x", "cancel", "choose how to stop it; what stops with it is said before"))
    return steps
