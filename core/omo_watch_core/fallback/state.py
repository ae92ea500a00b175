"""Where a session stands on its chain: planned, then committed (fallback-behaviour 3).

Every function takes a state and gives another; nothing here knows of events or requests. A
snapshot is the value itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from omo_watch_core.fallback.models import are_equivalent
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.value import Value

TOO_MANY = "Max fallback attempts reached"
ANSWERS = "it is the model that answers now"
COOLS = "it failed and cools down"
NOTHING_LEFT = "No available fallback models (all in cooldown or exhausted)"

Bar = Callable[[str], str | None]
"""Says why a model may not be taken now, from what the host knows; None lets it pass."""


class FallbackState(Value):
    """Hold one session's position; models are strings as they are configured."""

    original: str
    current: str
    index: int = -1
    """How far the chain was followed, up to `current` or to where a lease led away from it; -1
    is the model before it."""
    failed: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """Model -> when it failed, epoch milliseconds."""
    attempts: int = 0
    pending: str | None = None
    """The model that was sent and has not answered."""
    maybe_accepted: bool = False
    """Nobody knows whether the server took the prompt for `pending`."""


class Plan(Value):
    """Hold one step that is decided and not done."""

    model: str
    failed: str
    """The model that the step leaves; the plan is void once another is current."""
    index: int
    at_ms: int


class NoPlan(Value):
    """Hold why there is no step."""

    reason: str
    too_many: bool = False
    strict: bool = False
    """A lease forbids it."""


class Option(Value):
    """Hold one entry of the chain and whether it can be taken."""

    model: str
    bar: str | None = None
    """Why not; None where it can."""


def create(model: str) -> FallbackState:
    """Begin with a model."""
    return FallbackState(original=model, current=model)


def in_cooldown(state: FallbackState, model: str, now_ms: int, policy: Policy) -> bool:
    """Tell whether a model failed less than the cooldown ago; at its very end it is free."""
    failed_ms = state.failed.get(model)
    return failed_ms is not None and now_ms - failed_ms < policy.cooldown_ms


def options(
    state: FallbackState, chain: Sequence[str], now_ms: int, policy: Policy, bar: Bar | None = None
) -> Iterator[Option]:
    """Give the entries behind the present position in order; never those before it."""
    for model in chain[state.index + 1 :]:
        if are_equivalent(model, state.current):
            yield Option(model=model, bar=ANSWERS)
        elif in_cooldown(state, model, now_ms, policy):
            yield Option(model=model, bar=COOLS)
        else:
            yield Option(model=model, bar=bar(model) if bar else None)


def next_model(
    state: FallbackState, chain: Sequence[str], now_ms: int, policy: Policy, bar: Bar | None = None
) -> str | None:
    """Give the first entry that can be taken."""
    free = (o.model for o in options(state, chain, now_ms, policy, bar) if o.bar is None)
    return next(free, None)


def plan(
    state: FallbackState, chain: Sequence[str], now_ms: int, policy: Policy, bar: Bar | None = None
) -> Plan | NoPlan:
    """Decide the next step without taking it."""
    if state.attempts >= policy.max_fallback_attempts:
        return NoPlan(reason=TOO_MANY, too_many=True)
    model = next_model(state, chain, now_ms, policy, bar)
    if model is None:
        return NoPlan(reason=NOTHING_LEFT)
    return Plan(model=model, failed=state.current, index=list(chain).index(model), at_ms=now_ms)


def commit(state: FallbackState, step: Plan) -> tuple[FallbackState, bool]:
    """Take a planned step, unless another was taken since; a second time is nothing."""
    if state.current != step.failed:
        return state, False
    return msgspec.structs.replace(_taken(state, step), pending=None), True


def prepare(
    state: FallbackState, chain: Sequence[str], now_ms: int, policy: Policy, bar: Bar | None = None
) -> tuple[FallbackState, Plan | NoPlan]:
    """Plan and take a step at once; the model is pending."""
    step = plan(state, chain, now_ms, policy, bar)
    if isinstance(step, NoPlan):
        return state, step
    return msgspec.structs.replace(_taken(state, step), pending=step.model), step


def recover(state: FallbackState, now_ms: int, policy: Policy) -> tuple[FallbackState, bool]:
    """Go back to the original model once its cooldown is over; what failed stays noted."""
    if state.current == state.original or in_cooldown(state, state.original, now_ms, policy):
        return state, False
    after = msgspec.structs.replace(
        state, current=state.original, index=-1, attempts=0, pending=None
    )
    return after, True


def _taken(state: FallbackState, step: Plan) -> FallbackState:
    return msgspec.structs.replace(
        state,
        current=step.model,
        index=step.index,
        failed={**state.failed, step.failed: step.at_ms},
        attempts=state.attempts + 1,
    )
