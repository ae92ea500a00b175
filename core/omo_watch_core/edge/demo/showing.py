"""The toasts that the plugin of the laptop shows now and then, as its manager words them."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.edge.demo.nouns import Toast
from omo_watch_core.tasks.toasts import Listed, ToastText, finished, launched


def _listed(title: str, agent: str, ago_ms: int, status: str = "running") -> Listed:
    return Listed(id=title, description=title, agent=agent, since_ms=-ago_ms, status=status)


DOCS = _listed("Write docs", "writer", 5 * MINUTE)
RENAME = _listed("Rename invoice fields", "build", 4 * MINUTE)
TESTS = _listed("Explore tests", "explore", 3 * MINUTE)
LEDGER = _listed("Search ledger call sites", "librarian", 90 * SECOND)
TAXES = _listed("Check tax tables", "explore", 75 * SECOND, "queued")
RUNNING = (DOCS, RENAME, TESTS, LEDGER)


def _shown(text: ToastText) -> Toast:
    ended = text.variant == "success"
    return Toast(
        title=text.title,
        message=text.message,
        variant="success" if ended else "info",
        duration=text.duration_ms,
    )


def _new(tasks: Sequence[Listed]) -> Toast:
    return _shown(launched(tasks, tasks[-1], 0, None))


TOASTS = (
    _new((*RUNNING, TAXES)),
    _new((*RUNNING, TAXES, _listed("List feature flags", "explore", 0, "queued"))),
    _shown(finished("Translate the customer reports", "11m 20s", (*RUNNING, TAXES))),
    _shown(finished("Search ledger call sites", "2m 41s", (DOCS, RENAME, TESTS, TAXES))),
)
"""A list grows; what is said to be completed may have failed."""
