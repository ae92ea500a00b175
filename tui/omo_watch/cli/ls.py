"""`omo-watch ls`: the sessions of all servers, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from omo_watch.cli import options
from omo_watch.cli.failing import print_json
from omo_watch_core.edge.address import Address
from omo_watch_core.state import State


@click.command("ls")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@options.SERVER
@options.CONFIG
@options.REPLAY
@options.AT
@options.JSON
@options.TIMEOUT
def command(
    urls: tuple[str, ...],
    servers: tuple[str, ...],
    config: Path | None,
    replay: Path | None,
    at: int | None,
    as_json: bool,
    timeout: float,
) -> None:
    """List the sessions of all servers, or of a recording."""
    state = look(urls, servers, config, replay, at, timeout)
    print_sessions(state, as_json, with_servers=replay is None)


def look(
    urls: tuple[str, ...],
    servers: tuple[str, ...],
    config: Path | None,
    replay: Path | None,
    at: int | None,
    timeout: float,
) -> State:
    """Give the state of the named servers, or of a recording at a moment."""
    settings = options.read_config(config)
    if replay is not None:
        from omo_watch.cli.replaying import replayed

        return replayed(replay, at, settings.chains.as_chains())
    from omo_watch.cli.watching import blank_state

    addresses = options.addresses_of(urls, servers, settings)
    state = blank_state(addresses, chains=settings.chains.as_chains(), owner=settings.name)
    return asyncio.run(_look_at(addresses, state, timeout))


async def _look_at(addresses: tuple[Address, ...], state: State, timeout: float) -> State:
    from omo_watch.cli.watching import all_settled, require_one, watching

    async with watching(addresses, state) as view:
        await view.until(all_settled, timeout)
        require_one(view.state)
        return view.state


def print_sessions(state: State, as_json: bool, *, with_servers: bool = True) -> None:
    """Print the contract's document, or a table for people."""
    from omo_watch.cli.table import server_lines, session_table
    from omo_watch_core.contract import all_rows, ls_document

    if as_json:
        print_json(ls_document(state))
        return
    for line in server_lines(state) if with_servers else ():
        click.echo(line, err=True)
    for line in session_table(state, all_rows(state)):
        click.echo(line)
