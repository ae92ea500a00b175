"""What people set for the fallback, checked, as frozen values.

The one room of the core that knows pydantic. Source: fallback-behaviour 1.1 and 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar, cast

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.models import flattened, listed
from omo_watch_core.fallback.policy import Policy, Sharing
from omo_watch_core.fallback.untyped import filled, items, table
from omo_watch_core.value import Value

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Number = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[Number, Field(ge=0)]
_DEFAULT = Policy()
_PLANNING = (("disabled", True), ("planner_enabled", False), ("replace_plan", False))
"""Switches of `sisyphus_agent`, each with the value that keeps `plan` from inheriting."""


class SettingsFault(ValueError):  # noqa: N818 - a fault in the settings, not in the program
    """A setting cannot be used; the message is one sentence."""

    def __init__(self, sentence: str, fields: tuple[str, ...] = ("",)) -> None:
        """Say what is wrong; `fields` names the keys, `""` is the whole."""
        super().__init__(sentence)
        self.fields = fields


class ReadChains(Value):
    """Hold what could be read and what could not."""

    chains: Chains
    faults: tuple[str, ...] = ()
    """One sentence each; what they name counts as not configured."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


_Form = TypeVar("_Form", bound=_Strict)


class RuntimeFallback(_Strict):
    """The object form of `runtime_fallback`; unknown keys are dropped."""

    enabled: bool = _DEFAULT.enabled
    retry_on_errors: list[Number] = list(_DEFAULT.retry_on_errors)
    max_fallback_attempts: Annotated[Number, Field(ge=1, le=20)] = _DEFAULT.max_fallback_attempts
    cooldown_seconds: Count = _DEFAULT.cooldown_seconds
    timeout_seconds: Count = _DEFAULT.timeout_seconds
    notify_on_fallback: bool = _DEFAULT.notify_on_fallback
    restore_primary_after_cooldown: bool = _DEFAULT.restore_primary_after_cooldown
    share_cooldowns: Sharing = _DEFAULT.share_cooldowns

    @field_validator("share_cooldowns", mode="before")
    @classmethod
    def _switch(cls, value: object) -> object:
        """Let true and false stand for the default and for `off`."""
        return (_DEFAULT.share_cooldowns if value else "off") if isinstance(value, bool) else value


class Thinking(_Strict):
    """The key `thinking` of an entry."""

    type: Literal["enabled", "disabled"]
    budget: Number = Field(default=0, alias="budgetTokens")


class FallbackModel(_Strict):
    """One entry of `fallback_models` in its object form.

    The defaults stand for nothing: only keys that were given are read.
    """

    model: str
    variant: str = ""
    effort: Effort = Field(default="none", alias="reasoningEffort")
    temperature: Annotated[Number, Field(ge=0, le=2)] = 0
    top_p: Annotated[Number, Field(ge=0, le=1)] = 0
    tokens: Number = Field(default=0, alias="maxTokens")
    thinking: Thinking = Thinking(type="enabled")


def policy(value: object) -> Policy:
    """Read `runtime_fallback`, a switch or a table; raises SettingsFault for the whole."""
    if isinstance(value, bool):
        return Policy(enabled=value)
    return msgspec.convert(stated_policy(value), Policy)


def stated_policy(value: object) -> dict[str, object]:
    """Give the keys of a `runtime_fallback` table as far as they are set and known.

    Raises SettingsFault, which names every wrong key.
    """
    read = _validated(RuntimeFallback, value, "runtime_fallback")
    return read.model_dump(exclude_unset=True)


def stated_models(value: object, name: str = "fallback_models") -> str | list[object]:
    """Give `fallback_models` without unknown keys; raises SettingsFault for the whole."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        entries = enumerate(items(cast("object", value)))
        return [_stated_entry(entry, f"{name}[{place}]") for place, entry in entries]
    raise SettingsFault(f"`{name}` must be a model or a list of models.")


def chains(value: object) -> Chains:
    """Read chains as far as they can be read: `read_chains` says what is wrong beside."""
    return read_chains(value).chains


def read_chains(value: object) -> ReadChains:
    """Read the keys `agents`, `categories`, `sisyphus_agent` and our own `global`.

    An agent or category is a table with `model` and `fallback_models`, or with both in one list
    `models` (steering-facts 7.3), or the list of its fallbacks alone. One wrong entry leaves the
    others as they are.
    """
    reader = _Reader()
    whole = table(value)
    read = Chains(
        agents=dict(reader.agents(whole.get("agents"))),
        categories=dict(reader.categories(whole.get("categories"))),
        everywhere=reader.chain(whole.get("global"), "global") or (),
        plan_inherits=_inherits(table(whole.get("sisyphus_agent"))),
    )
    return ReadChains(chains=read, faults=tuple(reader.faults))


class _Reader:
    """Reads entries and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def agents(self, value: object) -> Iterator[tuple[str, AgentEntry]]:
        """Give every agent that has an entry."""
        for name, where, entry in self._entries(value, "agents"):
            model, chain = self._models(entry, where)
            yield (
                name,
                AgentEntry(
                    model=model,
                    category=self._word(entry, "category", where),
                    variant=self._word(entry, "variant", where),
                    effort=self._word(entry, "reasoningEffort", where),
                    chain=chain,
                ),
            )

    def categories(self, value: object) -> Iterator[tuple[str, CategoryEntry]]:
        """Give every category that has an entry."""
        for name, where, entry in self._entries(value, "categories"):
            model, chain = self._models(entry, where)
            yield (
                name,
                CategoryEntry(
                    model=model,
                    variant=self._word(entry, "variant", where),
                    chain=chain,
                ),
            )

    def chain(self, value: object, where: str) -> tuple[str, ...] | None:
        """Give a chain; None where it is not configured or wrong, for half a chain is none."""
        if value is None:
            return None
        try:
            entries = listed(stated_models(value, where))
        except SettingsFault as fault:
            self.faults.append(str(fault))
            return None
        return None if entries is None else flattened(entries)

    def _models(
        self, entry: dict[str, object], where: str
    ) -> tuple[str | None, tuple[str, ...] | None]:
        """Give the primary and its chain: both in the list `models`, else one key each."""
        several = entry.get("models")
        if not isinstance(several, list):
            chain = self.chain(entry.get("fallback_models"), f"{where}.fallback_models")
            return self._word(entry, "model", where), chain
        names = self.chain(cast("object", several), f"{where}.models")
        # A `model` beside the list is for older readers; only a list without one leaves it a say.
        first = names[0] if names else self._word(entry, "model", where)
        return first, None if names is None else names[1:]

    def _entries(self, value: object, kind: str) -> Iterator[tuple[str, str, dict[str, object]]]:
        """Give name, place and table of each entry; a list or a text is its chain alone."""
        entries = table(value)
        if value is not None and entries is not value:
            self.faults.append(f"`{kind}` must be a table.")
        for name, entry in entries.items():
            where = f"{kind}.{name}"
            if isinstance(entry, str | list):
                yield name, where, {"fallback_models": cast("object", entry)}
            elif isinstance(entry, dict):
                yield name, where, table(cast("object", entry))
            else:
                self.faults.append(f"`{where}` must be a table or a list of models.")

    def _word(self, entry: dict[str, object], key: str, where: str) -> str | None:
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            self.faults.append(f"`{where}.{key}` must be a text.")
        return filled(value)


def _inherits(sisyphus: dict[str, object]) -> bool:
    return not any(sisyphus.get(switch) is value for switch, value in _PLANNING)


def _stated_entry(value: object, name: str) -> str | dict[str, object]:
    if isinstance(value, str):
        return value
    read = _validated(FallbackModel, value, name)
    return read.model_dump(by_alias=True, exclude_unset=True)


def _validated(form: type[_Form], value: object, name: str) -> _Form:
    """Check a table; the fault names every wrong key."""
    try:
        return form.model_validate(value)
    except ValidationError as error:
        wrong = {_path(detail["loc"]): detail["msg"] for detail in error.errors()}
        said = ", ".join(_sentence(name, path, message) for path, message in wrong.items())
        fields = dict.fromkeys(path.partition(".")[0].partition("[")[0] for path in wrong)
        raise SettingsFault(f"{said}.", tuple(fields)) from None


def _path(place: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _sentence(name: str, path: str, message: str) -> str:
    if not path:
        return f"`{name}` must be a table"
    return f"`{name}.{path}`: {message[0].lower()}{message[1:]}"
