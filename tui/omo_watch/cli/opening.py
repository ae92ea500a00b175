"""Put the screen together: servers, chains, look, desk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace

from omo_watch.app import OmoWatch
from omo_watch.children import Children
from omo_watch.cli.dressing import dressed
from omo_watch.cli.failing import NO_CONNECTION, CommandError
from omo_watch.cli.targets import (
    configured,
    locked,
    named,
    read_address,
    with_environment,
)
from omo_watch.cli.watching import blank_state
from omo_watch.finding import find_servers
from omo_watch.keeping import keeper_of
from omo_watch.keys.conflicts import keyboard_of
from omo_watch.leaving import heed_signals
from omo_watch.live_desk import LiveDesk
from omo_watch.orders.history import History
from omo_watch.places import commands_file
from omo_watch.settings import Fault, NotificationSettings, Settings
from omo_watch.stage import Columns
from omo_watch_core.charge.duty import Duty
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.edge.discover import Look
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.state import Mode, State


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for."""

    urls: tuple[str, ...]
    demo: bool
    mode: Mode
    theme: str | None
    """None leaves it to the settings, and then to what was chosen last."""
    config: Path | None = None
    """The settings file, where it is not the usual one."""


def open_screen(wish: Wish, settings: Settings, faults: Sequence[Fault] = ()) -> int:
    """Run the screen until it is left; gives the exit code."""
    dress = dressed(wish.theme, settings, wish.config)
    children = Children()
    try:
        addresses, looks = _servers(wish, settings, children)
        keeper = keeper_of(wish.mode, demo=wish.demo)
        state = _state(addresses, wish, settings)
        desk = LiveDesk(addresses, state, looks, partial(_read, settings), children, keeper)
        plain = "NO_COLOR" in os.environ
        keyboard, _ = keyboard_of(settings.keys)
        app = OmoWatch(
            desk,
            theme=dress.theme,
            glyphs=settings.glyphs,
            plain=plain,
            wardrobe=dress.wardrobe,
            columns=Columns(settings.columns.sessions, settings.columns.tasks),
            faults=(*map(str, faults), *dress.faults),
            keyboard=keyboard,
            history=History(None if wish.demo else commands_file()),
        )
        _tell_away(app, desk, settings.notifications, demo=wish.demo)
        heed_signals(app.end, children.end)
        code = app.run() or desk.exit_status
    finally:
        children.end()
    for fault in desk.faults:
        click.echo(f"omo-watch: something in the program itself failed: {fault!r}", err=True)
    return code


def _tell_away(
    app: OmoWatch, desk: LiveDesk, settings: NotificationSettings, *, demo: bool
) -> None:
    """Tell the person away from the screen, where that is wanted; no program of the demo."""
    if demo:
        settings = settings.model_copy(update={"webhook": None})
    if not settings.tells:
        return
    # Nothing of it is loaded where nobody is to be told.
    from omo_watch.notifying.beginning import ways_of
    from omo_watch.notifying.notifier import Notifier

    ways = ways_of(settings, os.environ, has_terminal=True)
    notifier = Notifier(
        settings.as_rules(), ways, SystemClock(),
        tell=desk.post, write=app.speak, in_view=lambda: app.in_view,
    )  # fmt: skip
    desk.attend(notifier.take)


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
        return locked(known, settings), ()
    search = find_servers()
    joined = (search.joined.address,) if search.joined else ()
    return locked(joined, settings), search.looks


def _state(addresses: Sequence[Address], wish: Wish, settings: Settings) -> State:
    """Give the state before anything is known; who may change something looks after models."""
    chains, policy = _chains(wish, settings), settings.fallback.as_policy()
    state = blank_state(addresses, wish.mode, chains, policy, settings.name)
    return (
        state
        if wish.mode == "watch"
        else replace(
            state,
            duty=Duty(),
            runs_tasks=True,
            limits=settings.tasks.as_limits(),
            tell_others=settings.notifications.tell_others,
        )
    )


def _chains(wish: Wish, settings: Settings) -> Chains:
    if not wish.demo:
        return settings.chains.as_chains()
    from omo_watch_core.edge.demo.chains import DEMO_CHAINS

    return DEMO_CHAINS


def _read(settings: Settings, text: str) -> Address:
    try:
        address = with_environment(read_address(text.strip()), os.environ)
        return locked((address,), settings)[0]
    except CommandError as error:
        raise ValueError(error.message) from None
