"""`omo-watch giveup`: stop a session that waits for a limit, for good."""

from __future__ import annotations

import click

from omo_watch.cli.failing import NOT_ACHIEVED
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.actions.action import GiveUpAction


@click.command("giveup")
@click.argument("session")
@acting
def command(
    session: str,
    as_json: bool,
    reach: Reach,
) -> int:
    """Stop a session that waits for a limit, watch that it stays quiet, and say who gave it up."""
    from omo_watch.cli.acting import act
    from omo_watch.cli.consequences import foretell_end
    from omo_watch.cli.stopping import Outcome, report
    from omo_watch_core.commands import GiveUp

    state, action = act(
        session,
        reach,
        lambda key, nonce: GiveUp(nonce=nonce, server=key[0], session=key[1]),
        foretell_end,
    )
    assert isinstance(action, GiveUpAction)
    return 0 if report([Outcome(session, state, action)], as_json) else NOT_ACHIEVED
