"""What the host tells the engine about one session's server."""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.fallback.chains import Chains
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.value import Value


class Held(Value):
    """Hold the model that a person's lease wants a session on."""

    model: str
    """As a chain would name it."""
    strict: bool
    """Where it fails nothing else is tried."""
    words: str
    """Until when, and whose: `held on gpt-5.4 for 1h`."""


def _always(model: str) -> bool:
    return True


def _free(model: str) -> str | None:
    return None


class Setup(Value):
    """Hold settings and what the server offers."""

    policy: Policy
    chains: Chains = Chains()
    agents: tuple[str, ...] = ()
    """Names of the agents that the server knows, as it wants to be sent them."""
    default_agent: str | None = None
    """The agent of prompts that name none."""
    answer_ms: int | None = None
    """How long a fallback may show nothing, instead of the policy's seconds; whether it is
    limited at all is the policy's word."""
    held: Held | None = None
    """The lease of the session, where it has one."""
    usable: Callable[[str], bool] = _always
    """Tells whether provider and model of an entry are connected (design 13.8)."""
    barred: Callable[[str], str | None] = _free
    """Tells why an operator wants a model not to be chosen; None where none does."""
