"""The port of the scheduler on the laptop: a busy parent, children, and one below a child."""

from __future__ import annotations

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.edge.demo.cast import Does, Role, Says, You
from omo_watch_core.edge.demo.models import FLASH, GPT_CODEX, GPT_MINI, KIMI
from omo_watch_core.edge.demo.nouns import BUSY

FOLDER = "/srv/dev/scheduler"

PORT = Role(
    name="port-scheduler",
    title="Port the scheduler to asyncio",
    directory=FOLDER,
    agent="hephaestus",
    model=GPT_CODEX.name,
    variant="medium",
    born_ms=14 * MINUTE,
    spoke_ms=22 * SECOND,
    stands="open",
    status=BUSY,
    context=232_000,
    cost=3.02,
    past=(
        You(text="Port the scheduler from threads to asyncio, without a flag day."),
        Says(text="The timers can move one kind at a time. I look at how the loop is used first."),
        Does(tool="read", title="scheduler/loop.py", took_ms=120),
        Does(tool="bash", title="pytest -q scheduler", output="88 passed in 6.02s", took_ms=6_020),
        Says(
            text="Three things can be looked at meanwhile: the event loop code, the migration, "
            "and the callbacks of other people's packages."
        ),
        Does(tool="task", title="Read event loop code", child="read-loop", running_ms=31_000),
        Does(tool="task", title="Write the migration notes", child="migration", running_ms=31_000),
        Does(
            tool="task", title="Check third-party callbacks", child="callbacks", running_ms=30_000
        ),
    ),
)

READ_LOOP = Role(
    name="read-loop",
    title="Read event loop code (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=PORT.name,
    born_ms=31 * SECOND,
    spoke_ms=9 * SECOND,
    stands="open",
    status=BUSY,
    context=44_000,
    cost=0.02,
    past=(
        You(text="Read the event loop code and list what assumes a thread of its own."),
        Does(tool="read", title="scheduler/loop.py", took_ms=90),
        Says(text="Two queues and the shutdown do. I check who calls the shutdown."),
        Does(tool="bash", title="rg 'stop_loop' --count", running_ms=9 * SECOND),
    ),
)

MIGRATION = Role(
    name="migration",
    title="Write the migration notes (@writer subagent)",
    directory=FOLDER,
    agent="writer",
    model=KIMI.name,
    parent=PORT.name,
    born_ms=31 * SECOND,
    spoke_ms=2 * SECOND,
    status=BUSY,
    context=15_400,
    cost=0.01,
    past=(
        You(text="Write the notes for the migration: steps, checks, the way back."),
        Says(text="I keep them to one page."),
        Does(tool="read", title="docs/operations.md", took_ms=90),
    ),
    line="streams migration",
    line_at_ms=400,
)

CALLBACKS = Role(
    name="callbacks",
    title="Check third-party callbacks (@librarian subagent)",
    directory=FOLDER,
    agent="librarian",
    model=FLASH.name,
    parent=PORT.name,
    born_ms=30 * SECOND,
    spoke_ms=11 * SECOND,
    stands="open",
    status=BUSY,
    context=280_000,
    cost=0.06,
    past=(
        You(text="Which packages call us back from a thread of theirs?"),
        Says(text="Four register callbacks. For one of them the changelog has to be read."),
        Does(tool="webfetch", title="https://docs.example.com/changelog", output="", took_ms=900),
        Says(text="It says who calls, but not what happens when a scope is cancelled."),
        Does(tool="task", title="Look up cancel scopes", child="cancel-scopes", running_ms=11_000),
    ),
)

SCOPES = Role(
    name="cancel-scopes",
    title="Look up cancel scopes (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=CALLBACKS.name,
    born_ms=11 * SECOND,
    spoke_ms=8 * SECOND,
    stands="open",
    status=BUSY,
    context=9_000,
    cost=0.01,
    past=(
        You(text="How do cancel scopes behave when the callback comes from another thread?"),
        Does(tool="grep", title="CancelScope", output="4 matches", took_ms=40),
        Says(text="The code does not say. I look it up."),
        Does(tool="webfetch", title="https://docs.example.com/cancel", running_ms=8 * SECOND),
    ),
)
SCHEDULER = (PORT, READ_LOOP, MIGRATION, CALLBACKS, SCOPES)
