"""`omo-watch show`: one session with the end of its transcript."""

from __future__ import annotations

import asyncio

import click

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, CommandError, print_json
from omo_watch.cli.meaning import Known, meant
from omo_watch.cli.reach import View, looking
from omo_watch_core.edge.address import Address
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.state import SessionKey, State


@click.command("show")
@click.argument("session")
@looking
def command(
    session: str,
    as_json: bool,
    view: View,
) -> None:
    """Show one session: its facts, its ladder, the end of its transcript, its plan."""
    from omo_watch.cli.portrait import portrait_document, portrait_lines

    settings = options.read_config(view.config)
    chains = settings.chains.as_chains()
    if view.replay is not None:
        from omo_watch.cli.replaying import replayed

        state = replayed(view.replay, view.at, chains, (session,))
        key = find_session(state, session)
        if key[1] != session:
            state = replayed(view.replay, view.at, chains, (key[1],))
    else:
        addresses = options.addresses_of((), view.servers, settings)
        state, key = asyncio.run(_look_at(addresses, chains, settings.name, session, view.timeout))
    if as_json:
        print_json(portrait_document(state, key))
        return
    for line in portrait_lines(state, key):
        click.echo(line)


def find_session(state: State, wanted: str) -> SessionKey:
    """Find a session by its id or a unique beginning of it; raises CommandError."""
    known = [
        (Known(name, f"{server.name}: {name}"), (server.name, name))
        for server in state.servers.values()
        for name in server.sessions
    ]
    found = meant(wanted, known)
    if found is None:
        why = f"there is no session {wanted!r}"
        raise CommandError(why, code=NOT_ACHIEVED, hint="see `omo-watch ls`")
    return found


async def _look_at(
    addresses: tuple[Address, ...],
    chains: Chains,
    owner: str | None,
    wanted: str,
    timeout: float,
) -> tuple[State, SessionKey]:
    from omo_watch.cli.watching import all_settled, blank_state, require_one, watching
    from omo_watch_core.events import SessionOpened

    blank = blank_state(addresses, chains=chains, owner=owner)
    async with watching(addresses, blank) as view:
        await view.until(all_settled, timeout)
        require_one(view.state)
        key = find_session(view.state, wanted)
        now = view.state.now_ms
        view.loop.post([SessionOpened(server=key[0], at_ms=now, session=key[1])])
        await view.until(lambda state: _is_read(state, key), timeout)
        return view.state, key


def _is_read(state: State, key: SessionKey) -> bool:
    transcript = state.servers[key[0]].transcripts.get(key[1])
    return transcript is not None and transcript.complete
