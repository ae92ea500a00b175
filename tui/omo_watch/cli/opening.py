"""Put the screen together: servers, chains, look, desk."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click
from msgspec.structs import replace

import omo_watch_themes
from omo_watch.app import OmoWatch
from omo_watch.children import Children
from omo_watch.cli.failing import NO_CONNECTION, USAGE, CommandError
from omo_watch.cli.targets import configured, named, read_address, with_environment
from omo_watch.cli.watching import blank_state
from omo_watch.finding import find_servers
from omo_watch.keeping import keeper_of
from omo_watch.live_desk import LiveDesk
from omo_watch.settings import Settings
from omo_watch_core.charge.duty import Duty
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.discover import Look
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.state import Mode, State


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for."""

    urls: tuple[str, ...]
    demo: bool
    mode: Mode
    theme: str


def open_screen(wish: Wish, settings: Settings) -> int:
    """Run the screen until it is left; gives the exit code."""
    if wish.theme not in omo_watch_themes.names():
        known = ", ".join(omo_watch_themes.names())
        raise CommandError(f"there is no theme {wish.theme!r}", code=USAGE, hint=f"known: {known}")
    children = Children()
    try:
        addresses, looks = _servers(wish, settings, children)
        keeper = keeper_of(wish.mode, demo=wish.demo)
        state = _state(addresses, wish, settings)
        desk = LiveDesk(addresses, state, looks, _read, children, keeper)
        plain = "NO_COLOR" in os.environ
        app = OmoWatch(desk, theme=wish.theme, glyphs=settings.glyphs, plain=plain)
        _heed_signals(app)
        code = app.run() or desk.exit_status
    finally:
        children.end()
    for fault in desk.faults:
        click.echo(f"omo-watch: something in the program itself failed: {fault!r}", err=True)
    return code


def _heed_signals(app: OmoWatch) -> None:
    """Leave in good order when the system ends the program or the terminal goes away.

    Otherwise a terminal would stay without cursor, and a server that we started would live on.
    """

    def leave(number: int, frame: object) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            sys.exit(128 + number)
        loop.call_soon_threadsafe(app.exit, 128 + number)

    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, leave)


def _servers(
    wish: Wish, settings: Settings, children: Children
) -> tuple[Sequence[Address], Sequence[Look]]:
    if wish.demo:
        try:
            return children.start_demo(), ()
        except OSError as error:
            raise CommandError(f"the demo did not start: {error}", code=NO_CONNECTION) from None
    known = named(wish.urls, os.environ) or configured(settings, os.environ)
    if known:
        return known, ()
    search = find_servers()
    return ((search.joined.address,) if search.joined else ()), search.looks


def _state(addresses: Sequence[Address], wish: Wish, settings: Settings) -> State:
    """Give the state before anything is known; who may change something looks after models."""
    chains, policy = _chains(wish, settings), settings.fallback.as_policy()
    state = blank_state(addresses, wish.mode, chains, policy, settings.name)
    return state if wish.mode == "watch" else replace(
        state, duty=Duty(), runs_tasks=True, limits=settings.tasks.as_limits(),
        tell_others=settings.notifications.tell_others,
    )


def _chains(wish: Wish, settings: Settings) -> Chains:
    if not wish.demo:
        return settings.chains.as_chains()
    from omo_watch_core.edge.demo.chains import DEMO_CHAINS

    return DEMO_CHAINS


def _read(text: str) -> Address:
    try:
        return with_environment(read_address(text.strip()), os.environ)
    except CommandError as error:
        raise ValueError(error.message) from None
