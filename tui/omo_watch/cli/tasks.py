"""`omo-watch tasks`: the background tasks of all servers, once."""

from __future__ import annotations

from collections.abc import Sequence

import click

from omo_watch.cli.failing import print_json
from omo_watch.cli.ls import look
from omo_watch.cli.reach import View, looking
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import TaskRow

NOTHING = "No background task is open, and none was finished within the hour."
HEADS = (
    "STATE", "TIME", "TASK", "AGENT", "MODEL", "PARENT", "CLAIM", "VERDICT", "WHY", "ID",
)  # fmt: skip
MOST = {"TASK": 32, "AGENT": 20, "MODEL": 28, "PARENT": 24, "WHY": 48}
DIFFERS = "!= "
"""In front of a claim that is not what is seen; plain letters, so that every terminal has it."""


@click.command("tasks")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@looking
def command(
    urls: tuple[str, ...],
    as_json: bool,
    view: View,
) -> None:
    """List the background tasks of all servers, or of a recording: open ones, then the last hour's.

    Those of the plugin, of the server itself and of our own lanes. CLAIM is what was said of a
    task last, VERDICT what is seen of its session; `!=` marks where they differ.
    """
    state = look(urls, view)
    if as_json:
        from omo_watch_core.contract import tasks_document

        print_json(tasks_document(state))
        return
    if view.replay is None:
        from omo_watch.cli.table import server_lines

        for line in server_lines(state):
            click.echo(line, err=True)
    for line in task_table(state):
        click.echo(line)


def task_table(state: State) -> Sequence[str]:
    """Write the tasks as aligned lines, heads first."""
    from omo_watch.cli.columns import aligned
    from omo_watch_core.tasks.derive import derive

    cells = [_cells(row, state.now_ms) for row in derive(state)]
    if not cells:
        return (NOTHING,)
    most = [MOST.get(head, 99) for head in HEADS]
    return list(aligned((HEADS, *cells), most, {HEADS.index("TIME")}))


def _cells(row: TaskRow, now_ms: int) -> tuple[str, ...]:
    mark = DIFFERS if row.differs else ""
    attempt = f" (try {row.attempt})" if row.attempt > 1 else ""
    return (
        row.state,
        _time(row, now_ms),
        row.description + attempt,
        row.agent,
        row.model.name if row.model else "",
        row.parent_title or row.parent,
        mark + (row.claim or "-"),
        row.verdict,
        why_of(row),
        row.id,
    )


def _time(row: TaskRow, now_ms: int) -> str:
    """Say how long it is so, or when its session tries again."""
    from omo_watch_core.clock import age, countdown

    if row.due_ms is not None:
        text = countdown(row.due_ms - now_ms)
        return text if text == "due" or text.startswith("+") else f"in {text}"
    return age(now_ms - row.since_ms) if row.since_ms else ""


def why_of(row: TaskRow) -> str:
    """Say in one line why a task is as it is."""
    place = f"place {row.place}" if row.place is not None else ""
    who = f"by {row.stopped_by}" if row.stopped_by else ""
    cause = f"{row.why.cause} · {row.why.evidence}".removesuffix(" · ") if row.why else ""
    return " · ".join(filter(None, (who, cause or row.error, place)))
