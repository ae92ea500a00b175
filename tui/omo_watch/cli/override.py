"""`omo-watch override`: move a session to another model and say whether it answers."""

from __future__ import annotations

from typing import Unpack

import click

from omo_watch.cli.failing import NOT_ACHIEVED, print_json
from omo_watch.cli.lease_options import How, lease_options, read_wish
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.actions.action import HandAction, OverrideAction
from omo_watch_core.actions.undo.undoing import can_be_undone
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.journal.nouns import Lease

ACHIEVED = ("proved", "set")


@click.command("override")
@click.argument("session")
@click.argument("model", metavar="PROVIDER/MODEL")
@click.option("--variant", help="Variant of the model.")
@click.option("--send", metavar="TEXT", help="Move an idle session with a real prompt.")
@lease_options
@acting
def command(
    session: str,
    model: str,
    variant: str | None,
    send: str | None,
    as_json: bool,
    reach: Reach,
    **how: Unpack[How],
) -> int:
    """Move a session to another model.

    Results: proved (it answers), set (idle: for its next prompt), accepted (sent, but no answer
    was seen), refused (why; nothing was sent). Exit 0 for the first two, else 1.

    A model that holds is kept by programs that look after models: the screen, and
    `omo-watch guard`. See `omo-watch leases`.
    """
    from omo_watch.cli.acting import act, handing, read_model
    from omo_watch.cli.consequences import foretell
    from omo_watch_core.commands import Override

    target = read_model(model, variant)
    wish = read_wish(how, SystemClock().now_ms())
    state, action = act(
        session,
        reach,
        lambda key, nonce: Override(
            nonce=nonce, server=key[0], session=key[1], target=target, send=send, lease=wish
        ),
        foretell,
    )
    assert isinstance(action, OverrideAction)
    lease = state.journal.leases.get(action.lease_id)
    report(action, handing(state, action), as_json, lease)
    return 0 if action.result in ACHIEVED else NOT_ACHIEVED


def report(
    action: OverrideAction, hand: HandAction | None, as_json: bool, lease: Lease | None = None
) -> None:
    """Say what became of a move."""
    undo = action.id if can_be_undone(action) else None
    took = (action.ended_ms or action.started_ms) - action.started_ms
    if not as_json:
        tell(action, f"{took / 1000:.1f}s")
        if hand is not None:
            click.echo(f"{hand.result or 'not handed yet'}: {hand.evidence}".rstrip(": "))
        if undo:
            click.echo(f"  undo: omo-watch undo {undo}")
        return
    document: dict[str, object] = {
        "ok": action.result in ACHIEVED,
        "result": action.result,
        "session": action.session,
        "from": action.source.name if action.source else None,
        "to": action.target.name,
        "message": action.message or None,
        "took_ms": took,
        "undo": undo,
        "lease": _lease(lease) if lease else None,
        "evidence": action.evidence,
        "handed": hand.result == "handed" if hand else None,
        "parent": hand.parent if hand else None,
    }
    print_json(document | way_out(action, ok=action.result in ACHIEVED))


def _lease(lease: Lease) -> dict[str, object]:
    return {
        "id": lease.id,
        "scope": lease.scope,
        "name": lease.name,
        "until": lease.until,
        "until_ms": lease.until_ms,
        "turns": lease.turns,
        "strict": lease.strict,
    }
