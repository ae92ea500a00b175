"""`omo-watch cancel`: stop a session and say when it has really stopped."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, print_json
from omo_watch_core.actions.action import CancelAction
from omo_watch_core.commands import Strength
from omo_watch_core.state import State

ACHIEVED = ("stopped", "sent", "given up")


@click.command("cancel")
@click.argument("session")
@click.option(
    "--strength",
    type=click.Choice(["steer", "abort", "tree"]),
    default="abort",
    show_default=True,
    help="Ask to wrap up; stop this session; stop it and all below it.",
)
@click.option("--yes", is_flag=True, help="Also where an idle session has running children.")
@click.option("--text", help="What `steer` says.")
@options.SERVER
@options.CONFIG
@options.READ_ONLY
@options.JSON
@options.TIMEOUT
def command(
    session: str,
    strength: str,
    yes: bool,
    text: str | None,
    servers: tuple[str, ...],
    config: Path | None,
    read_only: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Stop a session, and watch for 3 s that it stays quiet. Exit 0 when it has stopped."""
    from omo_watch.cli.acting import act
    from omo_watch_core.commands import Cancel

    state, action = act(
        session,
        servers,
        config,
        read_only,
        timeout,
        lambda key, nonce: Cancel(
            nonce=nonce,
            server=key[0],
            session=key[1],
            strength=cast("Strength", strength),
            text=text,
            confirmed=yes,
        ),
    )
    assert isinstance(action, CancelAction)
    report(state, action, as_json)
    return 0 if action.result in ACHIEVED else NOT_ACHIEVED


def report(state: State, action: CancelAction, as_json: bool) -> None:
    """Say what became of a stop."""
    if not as_json:
        click.echo(f"{action.result}: {action.evidence}  {_aborts(action.aborts)}")
        if action.hint:
            click.echo(f"  {action.hint}")
        return
    sessions = state.servers[action.server].sessions
    alive = [t for t in action.targets if t in sessions and sessions[t].status != "idle"]
    stopped = action.result in ("stopped", "given up")
    document: dict[str, object] = {
        "ok": action.result in ACHIEVED,
        "result": action.result,
        "stopped": [t for t in action.targets if t not in alive] if stopped else [],
        "still_alive": alive,
        "came_back": list(action.came_back),
        "aborts": action.aborts,
        "evidence": action.evidence,
    }
    if action.result == "refused":
        document |= {"error": action.evidence, "hint": action.hint or None}
    print_json(document)


def _aborts(count: int) -> str:
    return f"{count} abort" if count == 1 else f"{count} aborts"
