"""A comparison that needs a second opinion, which takes two tries on two models."""

from __future__ import annotations

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.edge.demo.cast import Does, Role, Says, Sends, Told, Waits, You
from omo_watch_core.edge.demo.incidents import FOLDER
from omo_watch_core.edge.demo.models import GEMINI, OPUS, SONNET
from omo_watch_core.edge.demo.nouns import BUSY
from omo_watch_core.tasks.notices import message

TASK, TITLE = "bg_5d2e8b16", "Compare cache designs"
LIMIT = "This request would exceed your usage limit"
PROMPT = "Judge the three designs: which one fails in the least surprising way?"
_FAILED = f"- Failed session: `{{compare-first}}`\n- Failed model: `{OPUS.name}`\n- Error: {LIMIT}"
_HEAD = f"**ID:** `{TASK}`\n**Description:** {TITLE}"


def _reminder(*lines: str) -> str:
    return "\n".join(("<system-reminder>", *lines, "</system-reminder>"))


RETRYING = _reminder(
    "[BACKGROUND TASK RETRYING]",
    f"{_HEAD} via session.status",
    _FAILED,
    f"- Next model: `{GEMINI.name}`",
    "",
    "The task was re-queued on a fallback model after a retryable failure.",
)
READY = _reminder(
    "[BACKGROUND TASK RETRY SESSION READY]",
    _HEAD,
    "**Retry attempt:** 2",
    "**Retry session:** `{compare-second}`",
    "**Retry link:** http://127.0.0.1:4096/L2hvbWUvZGV2L3Nob3A/session/{compare-second}",
    _FAILED,
    f"- Model: `{GEMINI.name}`",
    "",
    "The fallback retry session is now created and can be inspected directly.",
)

CACHE = Role(
    name="cache-design",
    title="Cache design: compare options",
    directory=FOLDER,
    agent="prometheus",
    model=SONNET.name,
    born_ms=4 * MINUTE,
    spoke_ms=2 * SECOND,
    stands="open",
    status=BUSY,
    context=76_000,
    cost=0.77,
    past=(
        You(text="Compare three ways to cache the catalogue. One page, figures first."),
        Says(text="Each process, one shared service, or the edge. I measure before I compare."),
        Does(tool="bash", title="python bench/cache.py", output="3 tables", took_ms=9_400),
        Sends(
            title=TITLE,
            prompt=PROMPT,
            agent="oracle",
            model=OPUS.name,
            task=TASK,
            child="compare-first",
            ago_ms=100 * SECOND,
        ),
        Says(text="The figures are in three tables. The oracle judges the designs meanwhile."),
        Told(text=message([RETRYING, READY], reply=False)),
        You(text="Good. Put the figures on one page for now."),
        Waits(),
    ),
    line="ends soon",
    line_at_ms=150,
)

FIRST = Role(
    name="compare-first",
    title=f"{TITLE} (@oracle subagent)",
    directory=FOLDER,
    agent="oracle",
    model=OPUS.name,
    parent=CACHE.name,
    sent=True,
    born_ms=99 * SECOND,
    spoke_ms=97 * SECOND,
    stands="stopped",
    past=(You(text=PROMPT), Waits()),
)

SECOND_TRY = Role(
    name="compare-second",
    title=f"{TITLE} (@oracle subagent)",
    directory=FOLDER,
    agent="oracle",
    model=GEMINI.name,
    parent=CACHE.name,
    sent=True,
    born_ms=95 * SECOND,
    spoke_ms=2 * SECOND,
    status=BUSY,
    context=38_000,
    cost=0.09,
    past=(
        You(text=PROMPT),
        Says(text="I read the figures first, then what each design does when a part of it fails."),
        Does(tool="read", title="bench/tables.md", took_ms=80),
    ),
    line="streams findings",
    line_at_ms=1_100,
)

CACHING = (CACHE, FIRST, SECOND_TRY)
