"""`omo-watch leases`: the models that hold, and the end of one of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, TIMED_OUT, CommandError, print_json
from omo_watch.keeping import keeper_of
from omo_watch_core.actions.action import Action
from omo_watch_core.clock import age
from omo_watch_core.commands import ClearLease
from omo_watch_core.contract import lease_entry
from omo_watch_core.decide import READ_ONLY
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.effects import ReadJournal
from omo_watch_core.events import JournalFailed, JournalRead
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.place import place_of
from omo_watch_core.leases.scope import stands
from omo_watch_core.leases.words import until_words, whom_words

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
        print_json({"leases": [{"server": one.place, **lease_entry(one)} for one in found]})
        return
    for lease in found:
        click.echo(_line(lease, now))
    if not found:
        click.echo(NOTHING, err=True)


@command.command("clear")
@click.argument("lease")
@options.SERVER
@options.CONFIG
@options.READ_ONLY
@options.JSON
@options.TIMEOUT
def clear(
    lease: str,
    servers: tuple[str, ...],
    config: Path | None,
    read_only: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """End a lease, and take its note out of the session's metadata."""
    settings = options.read_config(config)
    if read_only or settings.mode == "watch":
        raise CommandError(READ_ONLY, code=NOT_ACHIEVED, hint="leave out --read-only")
    known = {one.id: one for one in asyncio.run(_read(SystemClock().now_ms()))}
    found = known.get(lease)
    if found is None:
        why = f"there is no lease {lease!r} that holds"
        raise CommandError(why, code=NOT_ACHIEVED, hint="see `omo-watch leases`")
    addresses = options.addresses_of((), servers, settings)
    address = next((one for one in addresses if place_of(one.url) == found.place), None)
    if address is None:
        hint = f"name it: --server NAME={found.place}"
        raise CommandError(f"its server {found.place} is not named", code=NOT_ACHIEVED, hint=hint)
    done = asyncio.run(_clear(address, settings.name, found, timeout))
    _report(done, as_json)
    return 0 if done.result == "cleared" else NOT_ACHIEVED


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


async def _clear(address: Address, owner: str | None, lease: Lease, timeout: float) -> Action:
    from omo_watch.cli.watching import all_settled, blank_state, nonce, require_one, watching

    addresses = (address,)
    state, keeper = blank_state(addresses, owner=owner), keeper_of("assist")
    async with watching(addresses, state, keeper=keeper) as view:
        await view.until(lambda state: state.journal.read and all_settled(state), timeout)
        require_one(view.state)
        session = lease.name if lease.scope == "session" else ""
        wanted = ClearLease(nonce=nonce(), server=address.name, session=session, lease=lease.id)
        action = view.loop.submit(wanted)
        if not await view.until(lambda s: s.actions[action].result is not None, 30.0):
            raise CommandError("the server did not answer in time", code=TIMED_OUT)
        return view.state.actions[action]


def _report(action: Action, as_json: bool) -> None:
    cleared = action.result == "cleared"
    if as_json:
        document: dict[str, object] = {
            "ok": cleared, "result": action.result, "evidence": action.evidence,
            "hint": action.hint or None,
        }  # fmt: skip
        print_json(document if cleared else {**document, "error": action.evidence})
        return
    click.echo(f"{action.result}: {action.evidence}")
    if action.hint:
        click.echo(f"  {action.hint}")


def _line(lease: Lease, now_ms: int) -> str:
    """Write one lease: id, what is held, the model, until when, since when and by whom."""
    words = [
        f"{lease.id}  {whom_words(lease)}  {lease.target.name}  {until_words(lease, now_ms)}",
        f"since {age(now_ms - lease.since_ms)}",
        f"by {lease.owner}" if lease.owner else "",
        lease.place,
    ]
    return "  ".join(word for word in words if word)
