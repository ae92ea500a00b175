"""`[tasks]`: how many background tasks of our own run at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from omo_watch_core.tasks.lanes import Limits

Slots = Annotated[int, Field(ge=0, le=1000)]


class TaskSettings(BaseModel):
    """The lanes of tasks that `omo-watch task new` and `n` launch; 0 is any number."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    concurrency: Annotated[int, Field(ge=1, le=1000)] = 5
    """How many tasks of one model run at once."""
    providers: dict[str, Slots] = {}
    """The same for all models of a provider together."""
    models: dict[str, Slots] = {}
    """The same for one `provider/model`."""

    def as_limits(self) -> Limits:
        """Give the settings as the core wants them."""
        return Limits(
            models=dict(self.models), providers=dict(self.providers), default=self.concurrency
        )
