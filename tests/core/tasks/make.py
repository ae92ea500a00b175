"""Tasks by hand, at one moment."""

from typing import Any

from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.record import Task

NOW = 1_795_166_000_000
SECOND, MINUTE = 1_000, 60_000
OPUS = ModelRef(provider="fake", model="opus")
GPT = ModelRef(provider="fake", model="gpt")


def ref(name: str) -> ModelRef:
    """Read `provider/model`."""
    provider, _, model = name.partition("/")
    return ModelRef(provider=provider, model=model)


def task(name: str = "bg_a", **fields: Any) -> Task:
    """Describe a task that runs for a minute and holds a slot."""
    plain: dict[str, Any] = {
        "parent": "ses_p",
        "agent": "explore",
        "description": f"Task {name}",
        "status": "running",
        "session": f"ses_{name}",
        "model": OPUS,
        "lane": OPUS.name,
        "started_ms": NOW - MINUTE,
    }
    return Task(id=name, **(plain | fields))


def pending(name: str = "bg_a", **fields: Any) -> Task:
    """Describe a task that waits for a slot for a minute."""
    waits = {"status": "pending", "session": None, "lane": None, "started_ms": None}
    return task(name, **({**waits, "queued_ms": NOW - MINUTE} | fields))


def over(name: str = "bg_a", **fields: Any) -> Task:
    """Describe a task that was completed a moment ago."""
    return task(name, **({"status": "completed", "lane": None, "completed_ms": NOW} | fields))
