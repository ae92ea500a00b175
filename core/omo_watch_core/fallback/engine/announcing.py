"""What a person is told once a fallback was taken (fallback-behaviour 7)."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.effects import Announce
from omo_watch_core.fallback.engine.session import Pending
from omo_watch_core.fallback.models import short

Sent = Literal["sent", "queued", "unclear"]
TITLE = "Model Fallback"
_TEXTS: dict[Sent, str] = {
    "sent": "Switched to {} for next request",
    "queued": "Fallback queued for {}",
    "unclear": "Fallback dispatch may have been accepted for {}",
}


def announce(bench: Bench, step: Pending, how: Sent) -> None:
    """Show a toast after the prompt was taken, never before (REC of 7)."""
    if step.plan is None:
        return
    bench.note(f"{how}: {step.plan.model} after {step.trouble.cause}")
    if bench.policy.notify_on_fallback and not step.trouble.quiet:
        text = _TEXTS[how].format(short(step.plan.model))
        cause = step.trouble.cause
        bench.want(Announce(key=bench.key, cause=cause, title=TITLE, message=text))
