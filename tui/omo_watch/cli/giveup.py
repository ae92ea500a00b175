"""`omo-watch giveup`: stop a session that waits for a limit, for good."""

from __future__ import annotations

from pathlib import Path

import click

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED
from omo_watch_core.actions.action import GiveUpAction


@click.command("giveup")
@click.argument("session")
@options.SERVER
@options.CONFIG
@options.READ_ONLY
@options.JSON
@options.TIMEOUT
def command(
    session: str,
    servers: tuple[str, ...],
    config: Path | None,
    read_only: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Stop a session that waits for a limit, watch that it stays quiet, and say who gave it up."""
    from omo_watch.cli.acting import act
    from omo_watch.cli.consequences import foretell
    from omo_watch.cli.stopping import Outcome, report
    from omo_watch_core.commands import GiveUp

    state, action = act(
        session,
        servers,
        config,
        read_only,
        timeout,
        lambda key, nonce: GiveUp(nonce=nonce, server=key[0], session=key[1]),
        foretell,
    )
    assert isinstance(action, GiveUpAction)
    return 0 if report([Outcome(session, state, action)], as_json) else NOT_ACHIEVED
