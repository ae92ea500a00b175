"""`omo-watch guard`: look after models without a screen, until it is stopped."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import msgspec
from msgspec.structs import replace

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, NOT_AUTHORISED, CommandError
from omo_watch.settings import NotificationSettings, Settings
from omo_watch_core.decide import READ_ONLY
from omo_watch_core.edge.address import Address
from omo_watch_core.effects import Report
from omo_watch_core.fallback.chains import Chains

NO_CHAIN = "your settings have no `[chains]`: only what the plugin's own files say is followed"

if TYPE_CHECKING:
    from omo_watch.guarding import Guard
    from omo_watch_core.state import Mode, State


@click.command("guard")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@options.SERVER
@options.CONFIG
@options.READ_ONLY
@click.option(
    "--mode",
    type=click.Choice(["auto", "assist"]),
    help="auto takes the steps by itself (the default); assist only offers them.",
)
def command(
    urls: tuple[str, ...],
    servers: tuple[str, ...],
    config: Path | None,
    read_only: bool,
    mode: str | None,
) -> int:
    """Move sessions to the next model of their chain when theirs fails.

    Prints what is decided, done, offered and found out, as NDJSON. Ends on SIGTERM and SIGINT.
    """
    settings = options.read_config(config)
    if read_only or (mode is None and settings.mode == "watch"):
        hint = "use `omo-watch events` to look on"
        raise CommandError(READ_ONLY, code=NOT_ACHIEVED, hint=hint)
    if not settings.fallback.enabled:
        raise CommandError(
            "the fallback is off: `enabled = false` in `[fallback]`",
            code=NOT_ACHIEVED,
            hint="take that line out",
        )
    addresses = options.addresses_of(urls, servers, settings)
    return asyncio.run(_guard(addresses, settings, cast("Mode", mode or "auto")))


async def _guard(addresses: Sequence[Address], settings: Settings, mode: Mode) -> int:
    from omo_watch.cli.watching import blank_state
    from omo_watch.guarding import Guard

    chains, policy = settings.chains.as_chains(), settings.fallback.as_policy()
    state = blank_state(addresses, mode, chains, policy, settings.name)
    guard = Guard(addresses, replace(state, limits=settings.tasks.as_limits()), _print)
    _tell_away(guard, settings.notifications)
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, guard.stop)
    if chains == Chains():
        click.echo(f"omo-watch: {NO_CHAIN}", err=True)
    await guard.run()
    for fault in guard.loop.faults:
        click.echo(f"omo-watch: something in the program itself failed: {fault!r}", err=True)
    return NOT_AUTHORISED if _all_refused(guard.state) else guard.loop.exit_status


def _tell_away(guard: Guard, settings: NotificationSettings) -> None:
    """Tell a person where that is wanted; a guard has no terminal to ring."""
    if not settings.tells:
        return
    from omo_watch.notifying.beginning import ways_of
    from omo_watch.notifying.notifier import Notifier
    from omo_watch_core.edge.clock import SystemClock

    ways = ways_of(settings, os.environ, has_terminal=False)
    notifier = Notifier(
        settings.as_rules(), ways, SystemClock(),
        tell=guard.hear_notices, write=_say_nothing, in_view=lambda: None,
    )  # fmt: skip
    guard.attend(notifier.take)


def _say_nothing(sequence: str) -> None:
    """Have no terminal."""


def _all_refused(state: State) -> bool:
    return all(server.link.phase == "refused" for server in state.servers.values())


def _print(report: Report) -> None:
    line = {
        "at_ms": report.at_ms,
        "kind": report.kind,
        "server": report.server,
        "session": report.session or None,
        "text": report.text,
        **report.data,
    }
    click.echo(msgspec.json.encode(line).decode())
