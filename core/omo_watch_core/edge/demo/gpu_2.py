"""The server `gpu-2`: its stream breaks soon, and nobody knows what becomes of its sessions."""

from __future__ import annotations

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.edge.demo.cast import Does, Role, Says, You
from omo_watch_core.edge.demo.models import FLASH, GEMINI, GPT, GPT_MINI, KIMI, OPUS, SONNET
from omo_watch_core.edge.demo.nouns import BUSY
from omo_watch_core.edge.demo.script import Agent, Script

FOLDER = "/data/ranker"
BREAKS_MS = 1_500

TRAIN = Role(
    name="train-ranker",
    title="Train the small ranker",
    directory=FOLDER,
    agent="sisyphus",
    model=OPUS.name,
    born_ms=43 * MINUTE,
    spoke_ms=20 * SECOND,
    stands="open",
    status=BUSY,
    context=126_000,
    cost=7.95,
    past=(
        You(text="Train the small ranker on last month and compare it with the big one."),
        Says(text="I look at what the last run left behind."),
        Does(tool="bash", title="ls -l runs/", output="12 folders", took_ms=80),
        Says(text="Features first, labels in parallel. The run itself takes about an hour."),
        Does(tool="task", title="Collect features", child="collect-features", running_ms=90_000),
        Does(tool="task", title="Label review", child="label-review", running_ms=90_000),
    ),
)

FEATURES = Role(
    name="collect-features",
    title="Collect features (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=TRAIN.name,
    born_ms=90 * SECOND,
    spoke_ms=15 * SECOND,
    stands="open",
    status=BUSY,
    context=72_000,
    cost=0.05,
    past=(
        You(text="Collect the features that exist for every query of last month."),
        Does(tool="read", title="features/schema.json", took_ms=60),
        Says(text="Fourteen exist throughout. Two were renamed halfway."),
        Does(tool="bash", title="python features.py --month", running_ms=15 * SECOND),
    ),
)

LABELS = Role(
    name="label-review",
    title="Label review (@writer subagent)",
    directory=FOLDER,
    agent="writer",
    model=KIMI.name,
    parent=TRAIN.name,
    born_ms=88 * SECOND,
    spoke_ms=10 * SECOND,
    stands="open",
    status=BUSY,
    context=18_000,
    cost=0.01,
    past=(
        You(text="Review a sample of two hundred labels and say where people disagree."),
        Does(tool="read", title="labels/guide.md", took_ms=60),
        Says(text="Most of the disagreement is about misspelt queries."),
        Does(tool="read", title="labels/sample.jsonl", running_ms=10 * SECOND),
    ),
)

GPU_2 = Script(
    name="gpu-2",
    directory=FOLDER,
    home="/data",
    projects=(FOLDER,),
    agents=(
        Agent(name="build"),
        Agent(name="sisyphus"),
        Agent(name="explore", mode="subagent"),
        Agent(name="writer", mode="subagent"),
    ),
    models=(OPUS, SONNET, GPT, GPT_MINI, GEMINI, FLASH, KIMI),
    limits={},
    cast=(TRAIN, FEATURES, LABELS),
    falls_ms=BREAKS_MS,
)
