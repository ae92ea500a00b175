"""`[fallback]`: how the local core falls back."""

from __future__ import annotations

import msgspec
from pydantic import ConfigDict

from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.settings import RuntimeFallback


class FallbackSettings(RuntimeFallback):
    """The keys of the plugin's `runtime_fallback`, with the same defaults but one.

    It is on: whether omo-watch acts is the mode's word, and two switches for one thing leave
    people without a fallback that they think they have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    enabled: bool = True

    def as_policy(self) -> Policy:
        """Give the settings as the core wants them."""
        return msgspec.convert(self.model_dump(), Policy)
