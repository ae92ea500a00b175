"""What was said about the model that answers next, and where the answer says otherwise."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.model import ModelRef
from omo_watch_core.value import Value

Source = Literal["toast", "override", "chain", "switch"]
"""A program's toast, a person's move, a step of a guard, the server's own setting of a model."""
MOVES: dict[str, Source] = {
    "override": "override",
    "retry": "override",
    "resume": "override",
    "lease": "override",
    "rescue": "override",
    "fallback": "chain",
}
"""What the mark of a prompt says it is for -> who announces its model; others announce none."""
NO_VARIANT = ("", "default")


class Announcement(Value):
    """Hold a claim: a model that is said to answer from now on."""

    model: ModelRef
    """The provider is `""` where only the short name was said."""
    source: Source
    at_ms: int
    """Local time when it was heard."""
    message: str = ""
    """The prompt whose answer bears it out or not; `""` while that is not written yet."""
    after: str = ""
    """The newest answer when it was said: that one and older ones do not count."""
    before: str = ""
    """`provider/model` that was asked until then."""


class Naming(Value):
    """Hold that a program wrote or rewrote the newest prompt to name a model."""

    message: str
    model: ModelRef
    at_ms: int
    after: str = ""
    """The newest answer until then."""
    before: str = ""
    """`provider/model` that was asked until then."""
    told: bool = False
    """A toast was already taken for this one."""


class Mismatch(Value):
    """Hold a claim and the fact that differs from it, both as people read them."""

    claimed: str
    fact: str
    """Who answers, or is asked, instead."""
    answered: bool
    """It has output or a finish to show; else it was asked, and waits for a limit or failed."""
    source: Source
    at_ms: int
    """Local time when the answer that differs began, or was found to be the only one."""


def is_same(claimed: ModelRef, fact: ModelRef) -> bool:
    """Tell whether a fact bears a claim out; variants count only where both are known."""
    if claimed.provider:
        same = claimed.name == fact.name
    else:
        same = claimed.model in (fact.model, fact.model.rpartition("/")[2])
    return same and not _differ(claimed.variant, fact.variant)


def spoken(model: ModelRef, other: ModelRef) -> str:
    """Write a model for people, with its variant where nothing else differs from another one."""
    name = model.name if model.provider else model.model
    if model.name == other.name and _differ(model.variant, other.variant):
        return f"{name} {model.variant}"
    return name


def difference(found: Mismatch) -> str:
    """Say claim and fact in a few words, models without their providers."""
    fact = found.fact.rpartition("/")[2]
    return f"claimed {claim_of(found)}, {fact} {'answered' if found.answered else 'was asked'}"


def claim_of(found: Mismatch) -> str:
    """Give the claimed model without its provider."""
    return found.claimed.rpartition("/")[2]


def _differ(claimed: str | None, fact: str | None) -> bool:
    known = claimed and fact and claimed not in NO_VARIANT and fact not in NO_VARIANT
    return bool(known) and claimed != fact
