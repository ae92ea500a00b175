"""One server with its models, and the state of a program that looks after them."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.claim import Claim
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.model import Failure, ModelInfo, ModelRef, SessionInfo
from omo_watch_core.state import Mode, State
from tests.core.actions.stage import GPT, KIMI, LAB, OPUS, blank

GLM = ModelRef(provider="fake", model="ok-glm")
ALL = (OPUS, GPT, KIMI, GLM)
CHAIN = ("fake/ok-gpt", "fake/ok-kimi")
LIMITED = "Rate limit reached"
OURS = Claim(owner="guard 1@here", own=True)
THEIRS = Claim(owner="guard 2@there")
ABORTED = Failure(name="MessageAbortedError", message="Aborted")
SPENT = Failure(name="APIError", message=LIMITED, status=429)


def chains(*entries: str, agent: str = "build") -> Chains:
    """Give one agent's chain."""
    return Chains(agents={agent: AgentEntry(chain=entries)})


def starting(
    *sessions: SessionInfo,
    chain: Sequence[str] = CHAIN,
    mode: Mode = "auto",
    plugin: bool | None = False,
    claim: Claim | None = OURS,
    **policy: Any,
) -> State:
    """Give a state in which this program is in charge, unless told otherwise."""
    state = blank(
        *sessions, mode=mode, duty=Duty(), chains=chains(*chain),
        policy=Policy(**{"enabled": True, **policy}),
    )  # fmt: skip
    models = {ref.name: ModelInfo(ref=ref, variants=("low", "high")) for ref in ALL}
    server = replace(state.servers[LAB], plugin=plugin, claim=claim, models=models)
    return replace(state, servers={LAB: server})
