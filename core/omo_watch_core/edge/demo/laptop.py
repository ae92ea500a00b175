"""The server `laptop`: a person's own machine, with the plugin in charge."""

from __future__ import annotations

from omo_watch_core.clock import DAY, HOUR, MINUTE, SECOND
from omo_watch_core.edge.demo import billing, caching, incidents, scheduler
from omo_watch_core.edge.demo.cast import Does, Role, Says, Waits, You
from omo_watch_core.edge.demo.elders import Elder, elder
from omo_watch_core.edge.demo.models import (
    FLASH,
    GEMINI,
    GPT,
    GPT_CODEX,
    GPT_MINI,
    KIMI,
    OPUS,
    SONNET,
)
from omo_watch_core.edge.demo.nouns import BUSY
from omo_watch_core.edge.demo.script import Agent, Limit, Script
from omo_watch_core.edge.demo.showing import TOASTS

SHOP = incidents.FOLDER

LOAD_TEST = Role(
    name="load-test",
    title="Load test of checkout",
    directory=SHOP,
    agent="build",
    model=GPT_CODEX.name,
    born_ms=26 * MINUTE,
    spoke_ms=4 * MINUTE,
    stands="open",
    status=BUSY,
    context=208_000,
    cost=1.37,
    past=(
        You(text="Find out where checkout breaks first when many people pay at once."),
        Says(text="I raise the load in steps of fifty and watch the slowest tenth."),
        Does(tool="bash", title="k6 run checkout.js", output="p(95)=412ms", took_ms=61_000),
        Waits(),
    ),
)

AUDIT = Role(
    name="backfill-audit-log",
    title="Backfill the audit log",
    directory=billing.FOLDER,
    agent="build",
    model=SONNET.name,
    born_ms=52 * MINUTE,
    spoke_ms=9 * MINUTE,
    stands="stopped",
    context=88_000,
    cost=1.94,
    past=(
        You(text="Fill the audit log for the orders before March from the event archive."),
        Says(text="The archive has all but two days. I write the import so that it can resume."),
        Does(tool="bash", title="python -m audit.backfill --dry-run", output="41,207 rows"),
        Waits(),
    ),
    parked_ms=HOUR + 12 * MINUTE,
)

ELDERS = (
    Elder(
        title="Onboarding questions",
        ago_ms=3 * HOUR,
        agent="prometheus",
        model=SONNET.name,
        says="I wrote the twelve questions in the order in which new people ask them.",
        context=54_000,
        cost=0.31,
    ),
    Elder(
        title="Spike: vector store",
        ago_ms=2 * DAY,
        agent="build",
        model=SONNET.name,
        says="It works, and it is not worth its memory at our size. The notes say when it is.",
        context=142_000,
        cost=5.4,
    ),
    Elder(
        title="Rename the command line flags",
        ago_ms=4 * DAY,
        agent="build",
        model=SONNET.name,
        says="All flags follow one rule now, and the old ones still work with a warning.",
    ),
    Elder(
        title="Explain the tax tables",
        ago_ms=9 * DAY,
        agent="oracle",
        model=OPUS.name,
        says="Three tables differ by the day on which a service ends, not by country.",
    ),
)

LAPTOP = Script(
    name="laptop",
    directory=billing.FOLDER,
    home="/srv/dev",
    projects=(billing.FOLDER, scheduler.FOLDER, SHOP),
    agents=(
        Agent(name="build"),
        Agent(name="sisyphus"),
        Agent(name="hephaestus"),
        Agent(name="prometheus"),
        Agent(name="oracle", mode="all"),
        Agent(name="writer", mode="subagent"),
        Agent(name="explore", mode="subagent"),
        Agent(name="librarian", mode="subagent"),
    ),
    models=(SONNET, OPUS, GPT, GPT_CODEX, GPT_MINI, GEMINI, FLASH, KIMI),
    limits={
        OPUS.name: Limit(
            message="This request would exceed your usage limit. Try again in 38 minutes.",
            wait_ms=38 * MINUTE,
        ),
        GPT.name: Limit(
            message="Provider is overloaded and limits requests, try again in 7m 41s",
            wait_ms=7 * MINUTE + 42 * SECOND,
        ),
    },
    cast=(
        *billing.BILLING,
        *scheduler.SCHEDULER,
        *incidents.INCIDENTS,
        LOAD_TEST,
        *caching.CACHING,
        AUDIT,
        *(elder(SHOP, old) for old in ELDERS),
    ),
    plugins=("oh-my-opencode@4.19.4",),
    toasts=TOASTS,
)
