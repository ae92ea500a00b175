"""Find a background task by its id, and say what a stop of it acts on."""

from __future__ import annotations

from difflib import get_close_matches

from omo_watch.cli.failing import NOT_ACHIEVED, USAGE, CommandError
from omo_watch.cli.meaning import Known, meant
from omo_watch.lines.tasks.stopping import stop_all_on
from omo_watch_core.commands import CancelTask, Command, Way
from omo_watch_core.state import SessionKey, State
from omo_watch_core.tasks.derive import derive
from omo_watch_core.tasks.derive.row import TaskRow

IDS = ("bg_", "call_")
"""How ids of tasks begin: those that have a name, and those whose call has none yet."""
UNKNOWN = (
    "see `omo-watch tasks`; one that nobody names waits in a queue, and only --way stop-all on "
    "its parent cancels it"
)


def find_task(state: State, wanted: str) -> TaskRow:
    """Find a task by its id or a unique beginning of it; raises CommandError."""
    rows = derive(state)
    known = [(Known(row.id, f"{row.server}: {row.id}"), row) for row in rows]
    found = meant(wanted, known)
    if found is None:
        (near,) = get_close_matches(wanted, [row.id for row in rows], n=1) or ("",)
        hint = f"did you mean {near}? {UNKNOWN}" if near else UNKNOWN
        raise CommandError(f"there is no task {wanted!r}", code=NOT_ACHIEVED, hint=hint)
    return found


def target_of(state: State, row: TaskRow, way: Way | None) -> SessionKey:
    """Give what a stop of a task acts on: its session; of our own lanes the task itself.

    Raises CommandError where nothing of it can be stopped.
    """
    if row.origin == "omo-watch":
        return _of_our_own(row, way)
    if row.state == "deleted":
        why = f"{row.description or row.id} is deleted"
        raise CommandError(why, code=NOT_ACHIEVED, hint="nothing of it is left to be stopped")
    if row.session is not None:
        return row.server, row.session
    if row.is_finished:
        why = f"{row.description or row.id} is {row.state}"
        raise CommandError(why, code=NOT_ACHIEVED, hint="it never had a session")
    if way == "stop-all":
        return row.server, stop_all_on(state, row)
    hint = (
        f"only --way stop-all on its parent cancels it: omo-watch cancel {row.id} "
        "--way stop-all --yes"
    )
    why = f"{row.description or row.id} waits in the queue of the plugin and has no session"
    raise CommandError(why, code=NOT_ACHIEVED, hint=hint)


def cancel_own(state: State, key: SessionKey, nonce: str, batch: str) -> Command | None:
    """Make the command that stops a task of our own lanes; None for everything else."""
    own = state.journal.tasks.get(key[1])
    if own is None:
        return None
    return CancelTask(nonce=nonce, server=key[0], session=own.task.parent, batch=batch, task=own.id)


def _of_our_own(row: TaskRow, way: Way | None) -> SessionKey:
    if way not in (None, "abort"):
        why = f"--way {way} is for tasks of the plugin, and {row.id} is one of ours"
        raise CommandError(why, code=USAGE, hint="leave --way out")
    return row.server, row.id
