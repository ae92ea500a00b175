"""A session that has sent others on errands, and what became of each of them."""

from __future__ import annotations

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.edge.demo.cast import Does, Role, Says, Sends, Told, Waits, You
from omo_watch_core.edge.demo.models import FLASH, GPT_MINI, KIMI, SONNET
from omo_watch_core.edge.demo.nouns import ABORTED, BUSY, Fault
from omo_watch_core.tasks.notices import message, progress
from omo_watch_core.tasks.record import Task

FOLDER = "/srv/dev/shop"
COLLECT, GREP, REPORTS, DIGEST, PAGES = (
    "bg_7c02d9e1", "bg_0b5f44a8", "bg_91e6c3f0", "bg_2fa8d517", "bg_c4401b6e",
)  # fmt: skip
LOOPED = (
    "Subagent called grep 20 consecutive times (threshold: 20). This indicates the subagent is"
    " stuck in a loop. The task was automatically cancelled to prevent excessive token usage."
)


def _ended(task: str, title: str, error: str = "") -> Task:
    return Task(
        id=task,
        parent="",
        description=title,
        status="cancelled" if error else "completed",
        error=error or None,
    )


SUMMARISE = Role(
    name="summarise-incidents",
    title="Summarise incidents",
    directory=FOLDER,
    agent="sisyphus",
    model=SONNET.name,
    born_ms=19 * MINUTE,
    spoke_ms=5 * MINUTE,
    context=61_000,
    cost=0.48,
    past=(
        You(text="What went wrong in checkout this quarter? One page, with the causes."),
        Says(text="Four sources can be read side by side. I send one errand for each."),
        Sends(
            title="Collect the incident reports",
            prompt="Collect all incident reports of this quarter, oldest first.",
            agent="explore",
            model=GPT_MINI.name,
            task=COLLECT,
            child="collect-reports",
            ago_ms=18 * MINUTE,
        ),
        Sends(
            title="Read the pager log",
            prompt="Find in the pager log who was woken, and when.",
            agent="explore",
            model=GPT_MINI.name,
            task=GREP,
            child="pager-log",
            ago_ms=18 * MINUTE,
        ),
        Sends(
            title="Translate the customer reports",
            prompt="Translate the customers' reports to English.",
            agent="writer",
            model=KIMI.name,
            task=REPORTS,
            child="customer-reports",
            ago_ms=17 * MINUTE,
        ),
        Says(text="The reports are on their way. I go on when they are there."),
        Told(
            text=message(
                [progress(_ended(COLLECT, "Collect the incident reports"), "3m 40s", 2)],
                reply=False,
            )
        ),
        Told(
            text=message(
                [progress(_ended(GREP, "Read the pager log", LOOPED), "6m 2s", 1)], reply=True
            )
        ),
        Says(text="The pager log has to wait. Meanwhile the status page can tell who was awake."),
        Sends(
            title="Summarise the incident of March",
            prompt="Read all about the incident of March, and summarise it.",
            agent="librarian",
            model=FLASH.name,
            task=DIGEST,
            child="march-incident",
            ago_ms=9 * MINUTE,
        ),
        Sends(
            title="Sweep the status page",
            prompt="List what the status page said, day by day.",
            agent="explore",
            model=GPT_MINI.name,
            task=PAGES,
            child="status-page",
            ago_ms=8 * MINUTE,
        ),
        Says(text="Two errands are under way. I put the page together when both are back."),
        Told(
            text=message(
                [progress(_ended(REPORTS, "Translate the customer reports"), "11m 20s", 2)],
                reply=False,
            )
        ),
    ),
)

COLLECTED = Role(
    name="collect-reports",
    title="Collect the incident reports (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=SUMMARISE.name,
    sent=True,
    born_ms=18 * MINUTE - SECOND,
    spoke_ms=14 * MINUTE,
    context=22_000,
    cost=0.02,
    past=(
        You(text="Collect all incident reports of this quarter, oldest first."),
        Does(tool="glob", title="reports/**/*.md", took_ms=60),
        Says(text="Nine reports. Four name the payment queue, three the cache, two nothing."),
    ),
)

LOG = Role(
    name="pager-log",
    title="Read the pager log (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=SUMMARISE.name,
    sent=True,
    born_ms=18 * MINUTE - SECOND,
    spoke_ms=12 * MINUTE,
    stands="failed",
    fault=ABORTED,
    context=31_000,
    cost=0.04,
    past=(
        You(text="Find in the pager log who was woken, and when."),
        *(Does(tool="grep", title="PAGE", output="no matches", took_ms=40) for _ in range(20)),
    ),
)

TRANSLATED = Role(
    name="customer-reports",
    title="Translate the customer reports (@writer subagent)",
    directory=FOLDER,
    agent="writer",
    model=KIMI.name,
    parent=SUMMARISE.name,
    sent=True,
    born_ms=17 * MINUTE - SECOND,
    spoke_ms=6 * MINUTE,
    stands="failed",
    fault=Fault(
        name="APIError",
        data={
            "message": "Invalid request: the prompt is longer than this model can read",
            "statusCode": 400,
            "isRetryable": False,
        },
    ),
    context=250_000,
    cost=0.19,
    past=(
        You(text="Translate the customers' reports to English."),
        Says(text="There are 61 of them. I begin with the oldest."),
        Does(tool="read", title="reports/customers.csv", took_ms=120),
        Says(text="Forty are done, the others quote long logs."),
        Does(tool="write", title="reports/customers-en.csv", took_ms=90),
        Waits(),
    ),
)

MARCH = Role(
    name="march-incident",
    title="Summarise the incident of March (@librarian subagent)",
    directory=FOLDER,
    agent="librarian",
    model=FLASH.name,
    parent=SUMMARISE.name,
    sent=True,
    born_ms=9 * MINUTE - SECOND,
    spoke_ms=8 * MINUTE,
    stands="open",
    status=BUSY,
    context=92_000,
    cost=0.03,
    past=(
        You(text="Read all about the incident of March, and summarise it."),
        Does(tool="read", title="reports/2026-03-14.md", took_ms=90),
        Waits(),
    ),
)

STATUS_PAGE = Role(
    name="status-page",
    title="Sweep the status page (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=SUMMARISE.name,
    sent=True,
    born_ms=8 * MINUTE - SECOND,
    spoke_ms=4 * SECOND,
    stands="open",
    status=BUSY,
    context=118_000,
    cost=0.05,
    past=(
        You(text="List what the status page said, day by day."),
        Does(tool="webfetch", title="https://status.example.com/2026-03", took_ms=900),
        Says(text="March has eleven entries. The pages before are slow to come."),
        Does(tool="webfetch", title="https://status.example.com/2026-02", running_ms=38 * SECOND),
    ),
)

INCIDENTS = (SUMMARISE, COLLECTED, LOG, TRANSLATED, MARCH, STATUS_PAGE)
