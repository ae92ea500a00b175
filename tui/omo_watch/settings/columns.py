"""`[columns]`: which columns the tables have, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import cast

from pydantic import BaseModel, ConfigDict, field_validator

from omo_watch.lines.sessions.columns import COLUMNS
from omo_watch.lines.sessions.columns import Name as SessionColumn
from omo_watch.lines.tasks.columns import COLUMNS as TASK_COLUMNS
from omo_watch.lines.tasks.columns import Name as TaskColumn


class ColumnSettings(BaseModel):
    """`[columns]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sessions: tuple[SessionColumn, ...] | None = None
    """Columns of the table of sessions; where the terminal is narrow the last ones go first."""
    tasks: tuple[TaskColumn, ...] | None = None
    """Columns of the table of tasks."""

    @field_validator("sessions", mode="before")
    @classmethod
    def _sessions(cls, chosen: object) -> object:
        return _checked(chosen, [column.name for column in COLUMNS], "session")

    @field_validator("tasks", mode="before")
    @classmethod
    def _tasks(cls, chosen: object) -> object:
        return _checked(chosen, [column.name for column in TASK_COLUMNS], "task")


def _checked(chosen: object, known: Collection[str], needed: str) -> object:
    """Raise ValueError for what is no list of these columns, `state` in front."""
    if not isinstance(chosen, (list, tuple)):
        raise ValueError("must be a list of columns")
    names = [str(name) for name in cast("Sequence[object]", chosen)]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)
            raise ValueError(f"`{name}` is not a column. Nearest: `{near[0]}`")
        if names.count(name) > 1:
            raise ValueError(f"`{name}` stands in it twice")
    if names[:1] != ["state"]:
        raise ValueError("must begin with `state`, which never moves")
    if needed not in names:
        raise ValueError(f"must have `{needed}`")
    return tuple(names)
