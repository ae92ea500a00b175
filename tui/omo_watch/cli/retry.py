"""`omo-watch retry`: let a session go on now with the model that it is on."""

from __future__ import annotations

import click

from omo_watch.cli.failing import NOT_ACHIEVED
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.actions.action import OverrideAction


@click.command("retry")
@click.argument("session")
@acting
def command(
    session: str,
    as_json: bool,
    reach: Reach,
) -> int:
    """Ask the model of a session again, now: of one that waits, failed, stopped or is parked.

    Results: proved (it answers), accepted (sent, but no answer was seen, or it is limited still),
    refused (why; nothing was sent). Exit 0 for the first, else 1.
    """
    from omo_watch.cli.acting import act, handing
    from omo_watch.cli.consequences import foretell
    from omo_watch.cli.override import report
    from omo_watch_core.commands import RetryNow

    state, action = act(
        session,
        reach,
        lambda key, nonce: RetryNow(nonce=nonce, server=key[0], session=key[1]),
        foretell,
    )
    assert isinstance(action, OverrideAction)
    report(action, handing(state, action), as_json)
    return 0 if action.result == "proved" else NOT_ACHIEVED
