"""A server of one session that meets an error, and what the forecast says of its chain."""

from typing import Any

from omo_watch_core.charge.forecast import Forecast, forecast
from omo_watch_core.fallback.fault import Fault, plain_fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Session, State
from tests.core.select.make import GLM, GPT, KIMI, LAB, MINUTE, NOW, answer, busy, server, state

KEY = (LAB, "ses_a")
OTHER = "ses_b"
RATE = plain_fault(None, "rate limit", 429)
CHAIN = (GPT.name, KIMI.name, GLM.name)


def here(
    *sessions: Session, chain: tuple[str, ...] | None = CHAIN, policy: Policy | None = None,
    plugin: bool | None = False, **fields: Any,
) -> State:  # fmt: skip
    """Give a state of one server whose build agent has a chain."""
    lists = {"build": chain} if chain is not None else {}
    found = server(*(sessions or (busy(),)), plugin=plugin, **fields)
    return state(found, chains=lists, policy=policy or Policy(enabled=True))


def at(model: ModelRef, *failed: Any, **fields: Any) -> Session:
    """Give a session on which a model works, after the setbacks of its turn."""
    now = answer(NOW - MINUTE, model=model)
    return busy(answer=now, setbacks=failed, model=model, **fields)


def decided(seen: Forecast) -> list[tuple[str, bool, str]]:
    return [(one.model.removeprefix("fake/"), one.take, one.rule) for one in seen.decisions]


def rules(seen: Forecast) -> dict[str, str]:
    return {model: rule for model, _, rule in decided(seen)}


def taken(whole: State, fault: Fault = RATE) -> str | None:
    return forecast(whole, KEY, fault).next
