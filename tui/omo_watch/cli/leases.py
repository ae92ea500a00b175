"""`omo-watch leases`: the models that hold, and the end of one of them."""

from __future__ import annotations

import asyncio

import click

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, CommandError, print_json
from omo_watch.cli.meaning import Known, meant
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach, acting
from omo_watch.keeping import keeper_of
from omo_watch_core.actions.action import Action
from omo_watch_core.clock import age
from omo_watch_core.commands import ClearLease
from omo_watch_core.contract import lease_entry
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.effects import ReadJournal
from omo_watch_core.events import JournalFailed, JournalRead
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.place import place_of
from omo_watch_core.leases.scope import stands
from omo_watch_core.leases.words import until_words, whom_words
from omo_watch_core.state import State

NOTHING = "nothing is held"


@click.group("leases", invoke_without_command=True)
@options.JSON
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List what holds sessions on a model, by the journal of this machine."""
    if ctx.invoked_subcommand is not None:
        return
    now = SystemClock().now_ms()
    found = asyncio.run(_read(now))
    if as_json:
        print_json({"leases": [{"url": one.place, **lease_entry(one)} for one in found]})
        return
    for lease in found:
        click.echo(_line(lease, now))
    if not found:
        click.echo(NOTHING, err=True)


@command.command("clear")
@click.argument("lease")
@acting
def clear(
    lease: str,
    as_json: bool,
    reach: Reach,
) -> int:
    """End a lease, and take its note out of the session's metadata."""
    from omo_watch.cli.acting import carry_out

    def make(state: State, nonce: str) -> ClearLease:
        leases = state.journal.leases.values()
        known = [(Known(one.id, one.id), one) for one in leases if stands(one, state.now_ms)]
        found = meant(lease, known)
        if found is None:
            why = f"there is no lease {lease!r} that holds"
            raise CommandError(why, code=NOT_ACHIEVED, hint="see `omo-watch leases`")
        session = found.name if found.scope == "session" else ""
        server = _server_of(state, found)
        return ClearLease(nonce=nonce, server=server, session=session, lease=found.id)

    _, done = carry_out(reach, make)
    _report(done, as_json)
    return 0 if done.result == "cleared" else NOT_ACHIEVED


def _server_of(state: State, lease: Lease) -> str:
    known = state.servers.values()
    found = next((server.name for server in known if place_of(server.url) == lease.place), None)
    if found is None:
        hint = f"name it: --server NAME={lease.place}"
        raise CommandError(f"its server {lease.place} is not named", code=NOT_ACHIEVED, hint=hint)
    return found


async def _read(now_ms: int) -> list[Lease]:
    keeper = keeper_of("watch")
    try:
        told = await keeper.perform(ReadJournal(server=""), now_ms)
    finally:
        await keeper.close()
    for event in told:
        if isinstance(event, JournalFailed):
            raise CommandError(event.reason, code=NOT_ACHIEVED)
    leases = [one for event in told if isinstance(event, JournalRead) for one in event.leases]
    return sorted((one for one in leases if stands(one, now_ms)), key=lambda one: one.since_ms)


def _report(action: Action, as_json: bool) -> None:
    cleared = action.result == "cleared"
    if not as_json:
        tell(action)
        return
    document: dict[str, object] = {
        "ok": cleared, "result": action.result, "evidence": action.evidence,
    }  # fmt: skip
    print_json(document | way_out(action, ok=cleared))


def _line(lease: Lease, now_ms: int) -> str:
    """Write one lease: id, what is held, the model, until when, since when and by whom."""
    words = [
        f"{lease.id}  {whom_words(lease)}  {lease.target.name}  {until_words(lease, now_ms)}",
        f"since {age(now_ms - lease.since_ms)}",
        f"by {lease.owner}" if lease.owner else "",
        lease.place,
    ]
    return "  ".join(word for word in words if word)
