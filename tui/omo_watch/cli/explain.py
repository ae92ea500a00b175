"""`omo-watch explain`: what an error means, or what would become of a session that met it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from omo_watch.cli import options
from omo_watch.cli.failing import USAGE, CommandError, print_json
from omo_watch.cli.reach import View, looking
from omo_watch.cli.show import find_session
from omo_watch.places import settings_file
from omo_watch.settings import Settings
from omo_watch_core.edge.address import Address
from omo_watch_core.fallback.fault import Fault, plain_fault, read_fault
from omo_watch_core.fallback.untyped import table
from omo_watch_core.state import SessionKey, State

if TYPE_CHECKING:
    from omo_watch.cli.watching import Watching

LIMIT = plain_fault(None, "rate limit", 429)
"""What a session meets where nothing else is said."""
Known = Callable[[State, SessionKey], bool]


@click.command("explain")
@click.argument("session", required=False)
@click.option("--error", metavar="TEXT", help="The error: its message, or its JSON object.")
@click.option("--status", type=click.IntRange(100, 599), metavar="N", help="Its HTTP status.")
@looking
def command(
    session: str | None,
    error: str | None,
    status: int | None,
    as_json: bool,
    view: View,
) -> None:
    """Say what an error means, or what would happen if SESSION met it now.

    With --error alone no server is asked. With a SESSION the error is HTTP 429 unless it is
    said. Nothing is ever changed.
    """
    from omo_watch.cli.explaining import error_document, error_lines, forecast_document

    if session is None and error is None:
        hint = "say a SESSION (see `omo-watch ls`), or an error with --error TEXT"
        raise CommandError("there is nothing to explain", code=USAGE, hint=hint)
    settings, fault = options.read_config(view.config), read_error(error, status)
    if session is None:
        from omo_watch_core.charge.judging import judged

        found = judged(fault, settings.fallback.as_policy())
        _print(as_json, error_document(found), error_lines(found))
        return
    from omo_watch.cli.foretelling import forecast_lines
    from omo_watch_core.charge.forecast import forecast

    if view.replay is not None:
        state, key = _replayed(view.replay, view.at, settings, session)
    else:
        addresses = options.addresses_of((), view.servers, settings)
        state, key = asyncio.run(_look_at(addresses, settings, session, view.timeout))
    seen = forecast(state, key, fault)
    lines = forecast_lines(state, key, seen, view.config or settings_file())
    _print(as_json, forecast_document(state, key, seen), lines)


def read_error(text: str | None, status: int | None) -> Fault:
    """Read an error as a person says it; a status that is said counts more than the object's."""
    if text is None:
        return LIMIT if status is None else plain_fault(None, "", status)
    fields = _object(text)
    if fields is None:
        return plain_fault(None, text, status)
    return read_fault(fields if status is None else {**fields, "statusCode": status})


def _object(text: str) -> dict[str, object] | None:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fields = table(value)
    return fields if fields is value else None


def _print(as_json: bool, document: object, lines: list[str]) -> None:
    if as_json:
        print_json(document)
        return
    for line in lines:
        click.echo(line)


def _replayed(
    path: Path, at: int | None, settings: Settings, wanted: str
) -> tuple[State, SessionKey]:
    from omo_watch.cli.replaying import replayed
    from omo_watch_core.charge.forecast import is_agent_known

    chains, policy = settings.chains.as_chains(), settings.fallback.as_policy()
    state = replace(replayed(path, at, chains), policy=policy)
    key = find_session(state, wanted)
    if not is_agent_known(state, key):
        state = replace(replayed(path, at, chains, (key[1],)), policy=policy)
    return state, key


async def _look_at(
    addresses: tuple[Address, ...], settings: Settings, wanted: str, timeout: float
) -> tuple[State, SessionKey]:
    from omo_watch.cli.watching import all_settled, blank_state, require_one, watching
    from omo_watch_core.charge.forecast import is_agent_known

    chains, policy = settings.chains.as_chains(), settings.fallback.as_policy()
    state = blank_state(addresses, chains=chains, policy=policy)
    async with watching(addresses, state) as view:
        await view.until(all_settled, timeout)
        require_one(view.state)
        key = find_session(view.state, wanted)
        if not is_agent_known(view.state, key):
            await _read(view, key, timeout)
        return view.state, key


async def _read(view: Watching, key: SessionKey, timeout: float) -> None:
    """Read the session's messages: only they can tell its agent."""
    from omo_watch_core.events import SessionOpened

    server, session = key
    view.loop.post([SessionOpened(server=server, at_ms=view.state.now_ms, session=session)])
    await view.until(lambda state: _is_read(state, key), timeout)


def _is_read(state: State, key: SessionKey) -> bool:
    transcript = state.servers[key[0]].transcripts.get(key[1])
    return transcript is not None and transcript.complete
