"""`[chains]`: which models follow when one fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.models import parse
from omo_watch_core.fallback.settings import read_chains


def _everywhere(entries: object) -> object:
    _check(_read({"global": entries}, "global").everywhere)
    return entries


def _agent(entry: object) -> object:
    _check_entries(_read({"agents": {"it": entry}}, "agents.it").agents.values())
    return entry


def _category(entry: object) -> object:
    _check_entries(_read({"categories": {"it": entry}}, "categories.it").categories.values())
    return entry


class ChainSettings(BaseModel):
    """Chains for everybody, by agent and by category.

    A chain is a list; each entry is `provider/model`, or a table with `model` and `variant`. An
    agent or category may also be a table with `model`, its first choice, and `fallback_models`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    everywhere: Annotated[object, AfterValidator(_everywhere)] = Field(
        alias="global", default_factory=list[object]
    )
    """For every session without a chain of its own."""
    agents: dict[str, Annotated[object, AfterValidator(_agent)]] = Field(
        default_factory=dict[str, object]
    )
    """By agent name; an empty list says that there is none."""
    categories: dict[str, Annotated[object, AfterValidator(_category)]] = Field(
        default_factory=dict[str, object]
    )
    """By category of delegated tasks."""

    def as_chains(self) -> Chains:
        """Give the chains as the core wants them."""
        return _read(self.model_dump(by_alias=True))


def _read(table: dict[str, object], place: str = "") -> Chains:
    """Read chains; a fault does not name the place itself, which the file's reader knows."""
    read = read_chains(table)
    if read.faults:
        fault = read.faults[0].removeprefix(f"`{place}` ").replace(f"`{place}.", "`")
        raise ValueError(fault.rstrip("."))
    return read.chains


def _check_entries(entries: Iterable[AgentEntry | CategoryEntry]) -> None:
    for entry in entries:
        _check(((entry.model,) if entry.model else ()) + (entry.chain or ()))


def _check(names: Iterable[str]) -> None:
    wrong = next((name for name in names if parse(name) is None), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is not of the form provider/model")
