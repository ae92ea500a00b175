"""`omo-watch park`: stop a session that waits for a limit, so that it goes on afterwards."""

from __future__ import annotations

import click

from omo_watch.cli.failing import NOT_ACHIEVED, print_json
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.actions.action import ParkAction


@click.command("park")
@click.argument("session")
@click.option(
    "--until",
    metavar="TIME",
    help="15m, 2h, 18:30 or an ISO time, instead of the end of its limit; also where it rests.",
)
@acting
def command(
    session: str,
    until: str | None,
    as_json: bool,
    reach: Reach,
) -> int:
    """Stop a session that waits for a limit; it goes on once, when the limit has passed.

    A screen or a guard on this machine lets it go on, also one that is started later.
    """
    from omo_watch.cli.acting import act
    from omo_watch.cli.consequences import foretell
    from omo_watch.cli.until import read_until
    from omo_watch_core.commands import Park
    from omo_watch_core.edge.clock import SystemClock

    until_ms = read_until(until, SystemClock().now_ms()) if until is not None else None
    _, action = act(
        session,
        reach,
        lambda key, nonce: Park(nonce=nonce, server=key[0], session=key[1], until_ms=until_ms),
        foretell,
    )
    assert isinstance(action, ParkAction)
    _report(action, as_json)
    return 0 if action.result == "parked" else NOT_ACHIEVED


def _report(action: ParkAction, as_json: bool) -> None:
    if not as_json:
        tell(action)
        return
    parked = action.result == "parked"
    document: dict[str, object] = {
        "ok": parked,
        "result": action.result,
        "session": action.session,
        "until_ms": action.until_server_ms if parked else None,
        "model": action.model.name if action.model else None,
        "evidence": action.evidence,
    }
    print_json(document | way_out(action, ok=parked))
