"""What stories about tasks of the plugin have in common."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import Effect
from omo_watch_core.fallback.chains import AgentEntry, Chains
from tests.core.actions.stage import HOME, LAB, A, Stage, info

PARENT = "ses_p"
B, C = "ses_b", "ses_c"
CHAIN = Chains(agents={"build": AgentEntry(chain=("fake/ok-gpt", "fake/ok-kimi"))})


def tasks(*busy: str, plugin: bool | None = True, **fields: Any) -> Stage:
    """Give a parent with two tasks, A and B, and one below B, of which some run."""
    stage = Stage(
        info(PARENT, title="Lead"),
        info(A, parent=PARENT),
        info(B, parent=PARENT),
        info(C, parent=B),
        **fields,
    )
    stage.state = replace(stage.state, servers={LAB: replace(stage.server, plugin=plugin)})
    for name in stage.server.sessions:
        stage.status("busy" if name in busy else "idle", name)
    return stage.later(60_000)


def command_answered(stage: Stage, status: int = 200, reason: str = "") -> list[Effect]:
    """Answer the command."""
    return stage.tell(
        ev.CommandAnswered(
            server=LAB, at_ms=stage.now, action=stage.name, status=status, reason=reason
        )
    )


def deletion_answered(stage: Stage, status: int = 200, reason: str = "") -> list[Effect]:
    """Answer the deletion."""
    return stage.tell(
        ev.DeletionAnswered(
            server=LAB, at_ms=stage.now, action=stage.name, status=status, reason=reason
        )
    )


def looked_for(stage: Stage, found: bool | None) -> list[Effect]:
    """Answer the question whether a session is still there."""
    return stage.tell(
        ev.SessionLookedFor(server=LAB, at_ms=stage.now, action=stage.name, found=found)
    )


__all__ = ["CHAIN", "HOME", "PARENT", "B", "C", "command_answered", "deletion_answered",
           "looked_for", "tasks"]  # fmt: skip
