"""What is set for the runtime fallback, as a frozen value."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.value import Value

Sharing = Literal["off", "rate-limits", "all"]


class Policy(Value):
    """Hold the keys of `runtime_fallback` (fallback-behaviour 1.1) with their defaults."""

    enabled: bool = False
    """Off: every entry point returns at once, nothing is recorded, no model is rewritten."""
    retry_on_errors: tuple[float, ...] = (429, 500, 502, 503, 504)
    """HTTP statuses that lead to the next model; the patterns work beside an empty list too."""
    max_fallback_attempts: float = 3
    """Steps between two resets, 1 to 20."""
    cooldown_seconds: float = 60
    """How long a failed model is not chosen again; 0 is not at all."""
    timeout_seconds: float = 30
    """How long a fallback may show nothing; 0 also turns escalation by retry signals off."""
    notify_on_fallback: bool = True
    restore_primary_after_cooldown: bool = False
    share_cooldowns: Sharing = "rate-limits"
    """Which failures of one session keep others, on any server, from the same model."""

    @property
    def cooldown_ms(self) -> float:
        """Give the cooldown in milliseconds."""
        return self.cooldown_seconds * 1_000

    @property
    def escalates(self) -> bool:
        """Tell whether signs of waiting count, not errors alone (REC of 1.1)."""
        return self.timeout_seconds > 0
