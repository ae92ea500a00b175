"""Tasks in every state, by lane: what the tests of lines and of the table show."""

from __future__ import annotations

from typing import Any

from tests.tui.make import MINUTE, NOW, SECOND, ref
from tests.tui.story import BILLING, FLASH, GPT, KIMI, OPUS

from omo_watch_core.model import Tokens, Verdict
from omo_watch_core.tasks.derive.row import (
    FINISHED,
    LaneRow,
    Origin,
    TaskClaim,
    TaskRow,
    TaskState,
    TaskVerdict,
    TryRow,
)


def task(
    name: str,
    what: str,
    state: TaskState = "running",
    since: int = MINUTE,
    *,
    agent: str = "explore",
    parent: str = "Refactor billing",
    claim: TaskClaim | None = "running",
    verdict: TaskVerdict = "ok",
    silent: int | None = None,
    model: str = GPT,
    why: tuple[str, str] | None = None,
    session: str | None = "",
    **more: Any,
) -> TaskRow:
    """Make one task; times are milliseconds ago, and its session is named like it."""
    more.setdefault("origin", "plugin")
    more.setdefault("ended_ms", NOW - since if state in FINISHED else None)
    return TaskRow(
        server="laptop",
        id=f"bg_{name}",
        parent=BILLING,
        parent_title=parent,
        session=f"ses_{name}" if session == "" else session,
        description=what,
        agent=agent,
        model=ref(model),
        state=state,
        claim=claim,
        verdict=verdict,
        why=Verdict(cause=why[0], evidence=why[1]) if why else None,
        lane=model,
        since_ms=NOW - since,
        claimed_ms=NOW - since - 3 * SECOND,
        silent_ms=silent,
        **more,
    )


def lane(
    key: str,
    tasks: list[TaskRow],
    width: int | None = 5,
    *,
    paused: bool = False,
    origin: Origin = "plugin",
) -> LaneRow:
    """Make one lane; what runs in it holds a slot."""
    held = sum(one.state not in ("queued", "launching") for one in tasks)
    return LaneRow(
        server="laptop", key=key, origin=origin, held=held, width=width, paused=paused,
        tasks=tuple(tasks),
    )  # fmt: skip


SCHEDULER = "Port the scheduler to asyncio"
WAITING = task(
    "rename", "Rename invoice fields", "waiting", 48 * SECOND, agent="build", silent=48 * SECOND,
    why=("waiting-for-person", "question · which one wins?"),
)  # fmt: skip
STUCK = task(
    "docs", "Write docs", "stuck", 3 * MINUTE, agent="writer", verdict="stuck", model=KIMI,
    silent=3 * MINUTE, why=("orphan-task", "dead for 3m without output"),
    tokens=Tokens(total=12_300), cost=0.01, calls=3, last_tool="read billing/invoice.py",
    error="500 the provider is gone", ended_ms=NOW - 3 * MINUTE,
    attempts=(
        TryRow(number=1, session="ses_docs0", model=ref(GPT), error="429 rate limit"),
        TryRow(number=2, session="ses_docs", model=ref(KIMI)),
    ),
)  # fmt: skip
SILENT = task(
    "incident", "Summarise the incident", "stuck", 9 * MINUTE, agent="librarian",
    parent="Summarise incidents", verdict="stuck", silent=9 * MINUTE, why=("provider-silent", "9m"),
)  # fmt: skip
CALLERS = task(
    "callers", "Check third-party callers", "running", 41 * SECOND, agent="librarian",
    parent=SCHEDULER, model=FLASH, silent=38 * SECOND, last_tool="webfetch docs.example.com",
)  # fmt: skip
RETRYING = task(
    "log", "Read the change log", "retry", 3 * MINUTE, agent="oracle", parent="Nightly review",
    model=OPUS, silent=22 * SECOND, due_ms=NOW + 38 * SECOND, why=("rate-limited", "attempt 3"),
)  # fmt: skip
QUEUED = task(
    "tax", "Check tax tables", "queued", MINUTE, claim="pending", session=None, place=1
)  # fmt: skip
SECOND_QUEUED = task(
    "flags", "List feature flags", "queued", MINUTE, claim="pending", session=None, place=2,
    parent="Deploy script",
)  # fmt: skip
FAILED = task(
    "chapter", "Translate chapter 4", "failed", 6 * MINUTE, agent="writer",
    parent="Translate the manual", claim="completed", verdict="failed", why=("no-answer", ""),
)  # fmt: skip
STOPPED = task(
    "sweep", "Old benchmark sweep", "cancelled", 11 * MINUTE, parent="Load test of checkout",
    claim="completed", verdict="aborted", stopped_by="me", stopped_ms=NOW - 11 * MINUTE,
)  # fmt: skip
COMPLETED = task(
    "graph", "Map the module graph", "completed", 14 * MINUTE, parent=SCHEDULER, claim="completed"
)
OPEN = (
    lane(
        GPT,
        [
            WAITING,
            SILENT,
            task("sweeps", "Sweep deprecated calls", "running", 3 * MINUTE, parent=SCHEDULER,
                 silent=4 * SECOND),
            task("compare", "Compare cache designs", "running", MINUTE, agent="oracle",
                 parent="Cache design: compare options", silent=2 * SECOND),
            task("tests", "Explore tests", "running", 12 * SECOND, silent=SECOND),
            QUEUED,
            SECOND_QUEUED,
        ],
    ),
    lane(
        KIMI,
        [STUCK, task("notes", "Write the migration notes", "running", 3 * SECOND, agent="writer",
                     parent=SCHEDULER, model=KIMI, silent=0)],
        3,
    ),
    lane(
        FLASH,
        [task("ledger", "Search ledger call sites", "running", 4 * SECOND, agent="librarian",
              model=FLASH, silent=0), CALLERS],
    ),
    lane(OPUS, [RETRYING], 2),
)  # fmt: skip
ENDED = (FAILED, STOPPED, COMPLETED)
ALL = (*(one for each in OPEN for one in each.tasks), *ENDED)
