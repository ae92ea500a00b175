"""What will really happen when a session is stopped, in sentences that are measured."""

from __future__ import annotations

from omo_watch.lines.naming import name_of
from omo_watch_core.family import has_shown, is_plugin_task, waiting_parent, waiting_prompt
from omo_watch_core.model import ModelRef, SessionState
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.row import Row

NOTHING_RUNS = "It is idle and nothing runs below: nothing is sent."
PARKED = "It is parked, and will not go on by itself any more."
KEEPS = "What it wrote so far stays."
QUEUED = "The prompt that waits behind it stays in the history and is not run."
_END: dict[SessionState, str] = {
    "retry": "Ends the wait now.",
    "asking": "Ends the run and its request.",
    "unknown": "Asks the server first, then ends what runs.",
}


def steer_words(row: Row) -> str:
    """Say what a message does."""
    if row.session.status == "idle" and row.state != "unknown":
        return "It is idle: nothing is sent."
    said = "Sends one message. Nothing is stopped."
    if row.session.status == "retry" and row.state in ("retry", "stuck"):
        return f"{said} It is not read before the limit ends."
    if row.state == "asking":
        return f"{said} It is not read before the request is answered."
    return f"{said} The agent reads it with its next step and may ignore it."


def abort_words(row: Row, running: int) -> str:
    """Say what an abort of this session does, to those above and below it as well."""
    if _rests(row) and not running:
        return PARKED if row.state == "parked" else NOTHING_RUNS
    if _rests(row) and _plugin(row):
        return "It is idle, and the plugin's tasks below it go on: nothing is sent."
    queued = QUEUED if waiting_prompt(row.session) else ""
    return _joined(_end_of(row), _above(row), _below(row, running), queued)


def tree_words(row: Row, running: int) -> str:
    """Say what stopping the whole tree does."""
    if _rests(row) and not running:
        return PARKED if row.state == "parked" else NOTHING_RUNS
    said = "One abort here, then one for each below that still shows busy."
    if _plugin(row):
        plugin = "The plugin calls tasks with output completed; those without keep their slots."
        return _joined(said, plugin)
    return _joined(said, _above(row) or KEEPS)


def rescue_words(row: Row, target: ModelRef | None) -> str:
    """Say what a rescue does."""
    if target is None:
        return "No other model of its chain is free: enter lets you choose one."
    stops = "" if row.session.status == "idle" else "Stops the run; "
    return f"{stops}{target.model} goes on from here with its agent, and the plugin takes its end."


def stop_all_words(parent: str, tasks: int) -> str:
    """Say what the plugin's own command does."""
    many = f"all {tasks} tasks" if tasks != 1 else "the one task"
    return (
        f"The plugin cancels {many} of {parent}, queued ones too. It also stops its goal and todo "
        "continuation, and costs one turn of a model."
    )


def delete_words(row: Row, below: int) -> str:
    """Say what a deletion does."""
    more = f" with the {below} below it" if below else ""
    calls = "completed" if has_shown(row.server, row.session) else "cancelled"
    return f"Stops it, then deletes it{more}: its history is lost. The plugin calls it {calls}."


def short_words(row: Row, strength: str, running: int, above: str = "") -> str:
    """Say the same in few words, for a list; `above` is what it stops with."""
    if above:
        return f"stops with {above}"
    if strength == "steer":
        return "nothing is sent" if _rests(row) else "is asked, goes on"
    if _rests(row) and not running:
        return "idle, nothing is sent"
    if running and (strength == "tree" or _plugin(row) is False):
        if _rests(row):
            return f"idle, {running} below stop{'s' if running == 1 else ''}"
        return f"stops with {running} below"
    if running and _plugin(row):
        return "idle, nothing is sent" if _rests(row) else f"stops, {running} below go on"
    if is_plugin_task(row.server, row.session):
        return "stops, called completed" if _shows(row) else "stops, keeps its slot"
    return "stops, its parent goes on" if _waited(row) else "stops"


def _plugin(row: Row) -> bool | None:
    return plugin_in(row.server, row.session.info.directory)


def _rests(row: Row) -> bool:
    return row.session.status == "idle" and row.state != "unknown"


def _shows(row: Row) -> bool:
    return has_shown(row.server, row.session)


def _waited(row: Row) -> bool:
    return waiting_parent(row.server, row.session) is not None


def _end_of(row: Row) -> str:
    if _rests(row):
        return "It is idle itself."
    return _END.get(row.state, "Ends the run now.")


def _above(row: Row) -> str:
    """Say what those hear who wait for it, or might."""
    if row.session.info.parent is None or _rests(row):
        return ""
    parent = waiting_parent(row.server, row.session)
    if parent is not None:
        result = "gets the task as aborted" if _plugin(row) else "sees the task fail"
        return f"Its parent {name_of(parent)} {result} and goes on."
    if _plugin(row):
        if _shows(row):
            return "The plugin will call it completed."
        return "The plugin does not notice, and its slot stays taken: better rescue it."
    if _plugin(row) is False and row.session.info.parent in row.server.sessions:
        return "Its parent is not told."
    return ""


def _below(row: Row, running: int) -> str:
    if not running:
        return KEEPS if not row.session.info.parent else ""
    many = f"The {running} that run below" if running > 1 else "What runs below"
    one = "" if running > 1 else "s"
    if _plugin(row):
        keep = f"keep{one} running: the plugin does not stop its tasks with their parent."
        return f"{many} {keep}"
    if _plugin(row) is False:
        told = " Nobody is told." if _rests(row) else ""
        return f"{many} stop{one} with it, also in the background.{told}"
    return "Whether what runs below stops with it is not known: nobody saw the plugin yet."


def _joined(*said: str) -> str:
    return " ".join(part for part in said if part)
