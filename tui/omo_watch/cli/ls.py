"""`omo-watch ls`: the sessions of all servers, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import click

from omo_watch.cli import options
from omo_watch.cli.failing import print_json
from omo_watch.cli.reach import View, looking
from omo_watch_core.edge.address import Address
from omo_watch_core.events import CutOffTold
from omo_watch_core.journal.cut_off import cut_off, sentence, way_out
from omo_watch_core.state import State

WRITE_S = 2.0
"""How long to wait until it is noted what was told."""


@click.command("ls")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@looking
def command(
    urls: tuple[str, ...],
    as_json: bool,
    view: View,
) -> None:
    """List the sessions of all servers, or of a recording."""
    state = look(urls, view, tells=not as_json)
    print_sessions(state, as_json, with_servers=view.replay is None)


def look(
    urls: tuple[str, ...],
    view: View,
    *,
    tells: bool = False,
    known: Callable[[State], bool] = bool,
) -> State:
    """Give the state of the named servers, or of a recording at a moment.

    With `tells` a person will read it: what was cut off counts as told. What must be `known`
    beside sessions and journal is waited for as well.
    """
    settings = options.read_config(view.config)
    if view.replay is not None:
        from omo_watch.cli.replaying import replayed

        return replayed(view.replay, view.at, settings.chains.as_chains())
    from omo_watch.cli.watching import blank_state

    addresses = options.addresses_of(urls, view.servers, settings)
    state = blank_state(addresses, chains=settings.chains.as_chains(), owner=settings.name)
    return asyncio.run(_look_at(addresses, state, view.timeout, known, tells=tells))


async def _look_at(
    addresses: tuple[Address, ...],
    state: State,
    timeout: float,
    known: Callable[[State], bool],
    *,
    tells: bool,
) -> State:
    from omo_watch.cli.watching import all_settled, knows_journal, require_one, watching

    async with watching(addresses, state) as view:
        await view.until(lambda s: all_settled(s) and knows_journal(s) and known(s), timeout)
        require_one(view.state)
        state = view.state
        if tells and (deeds := tuple(deed.id for deed in cut_off(state))):
            told = CutOffTold(server="", at_ms=state.now_ms, deeds=deeds)
            view.loop.post([told])
            await view.until(lambda s: not cut_off(s), WRITE_S)
        return state


def print_sessions(state: State, as_json: bool, *, with_servers: bool = True) -> None:
    """Print the contract's document, or a table for people."""
    from omo_watch.cli.table import server_lines, session_table
    from omo_watch_core.contract import all_rows, ls_document

    if as_json:
        print_json(ls_document(state))
        return
    for line in server_lines(state) if with_servers else ():
        click.echo(line, err=True)
    for deed in cut_off(state):
        line = ": ".join(filter(None, (sentence(deed), way_out(deed))))
        click.echo(f"omo-watch: {line}", err=True)
    for line in session_table(state, all_rows(state)):
        click.echo(line)
