"""The fallback chains that go with the story, by agent, so that ladders show."""

from __future__ import annotations

from omo_watch_core.edge.demo.models import (
    FLASH,
    GEMINI,
    GLM,
    GPT,
    GPT_CODEX,
    GPT_MINI,
    KIMI,
    OPUS,
    SONNET,
)
from omo_watch_core.fallback.chains import AgentEntry, Chains

_LISTS: dict[str, tuple[str, ...]] = {
    "sisyphus": (OPUS.name, GPT.name, GEMINI.name, KIMI.name, GLM.name),
    "hephaestus": (GPT_CODEX.name, OPUS.name, GEMINI.name),
    "prometheus": (SONNET.name, GPT.name),
    "oracle": (OPUS.name, GPT.name, GEMINI.name, KIMI.name),
    "build": (SONNET.name, GEMINI.name, GPT.name),
    "librarian": (FLASH.name, GPT_MINI.name),
    "explore": (GPT_MINI.name, FLASH.name),
    "writer": (KIMI.name, SONNET.name),
}
DEMO_CHAINS = Chains(
    agents={name: AgentEntry(model=chain[0], chain=chain[1:]) for name, chain in _LISTS.items()},
    everywhere=(SONNET.name, GPT.name),
)
"""The chain of each agent behind its first choice, and the one for all others."""
