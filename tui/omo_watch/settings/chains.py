"""`[chains]`: which models follow when one fails."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, field_validator

from omo_watch_core.fallback.chains import Chains
from omo_watch_core.fallback.models import parse
from omo_watch_core.fallback.settings import read_chains

Entries = str | list[object]


class ChainSettings(BaseModel):
    """Chains for everybody, by agent and by category.

    A chain is a list; each entry is `provider/model`, or a table with `model` and `variant`. An
    agent or category may also be a table with `model`, its first choice, and `fallback_models`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    everywhere: Entries = Field(alias="global", default_factory=list[object])
    """For every session without a chain of its own."""
    agents: dict[str, object] = Field(default_factory=dict[str, object])
    """By agent name; an empty list says that there is none."""
    categories: dict[str, object] = Field(default_factory=dict[str, object])
    """By category of delegated tasks."""

    @field_validator("everywhere")
    @classmethod
    def _list(cls, entries: Entries) -> Entries:
        _check(_read({"global": entries}).everywhere)
        return entries

    @field_validator("agents")
    @classmethod
    def _agents(cls, table: dict[str, object]) -> dict[str, object]:
        for entry in _read({"agents": table}).agents.values():
            _check(((entry.model,) if entry.model else ()) + (entry.chain or ()))
        return table

    @field_validator("categories")
    @classmethod
    def _categories(cls, table: dict[str, object]) -> dict[str, object]:
        for entry in _read({"categories": table}).categories.values():
            _check(((entry.model,) if entry.model else ()) + (entry.chain or ()))
        return table

    def as_chains(self) -> Chains:
        """Give the chains as the core wants them."""
        return _read(self.model_dump(by_alias=True))


def _read(table: dict[str, object]) -> Chains:
    read = read_chains(table)
    if read.faults:
        raise ValueError(read.faults[0].rstrip("."))
    return read.chains


def _check(names: Iterable[str]) -> None:
    wrong = next((name for name in names if parse(name) is None), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is not of the form provider/model")
