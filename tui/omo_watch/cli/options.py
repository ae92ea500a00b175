"""The options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from omo_watch.cli.failing import NO_CONNECTION, USAGE, CommandError
from omo_watch.cli.targets import configured, locked, named
from omo_watch.places import settings_file
from omo_watch.settings import Fault, Settings, SettingsError, read_settings
from omo_watch_core.edge.address import Address

F = TypeVar("F", bound=Callable[..., Any])
SERVER = click.option(
    "--server", "servers", multiple=True, metavar="NAME=URL", help="A server; can be repeated."
)
CONFIG = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings file instead of the usual one.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")
ALL_MODELS = click.option(
    "--all", "shows_all", is_flag=True, help="Also the models that nobody uses."
)
REPLAY = click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read a recording instead of a server.",
)
AT = click.option("--at", type=int, metavar="MS", help="Moment of the recording, from its start.")
READ_ONLY = click.option("--read-only", is_flag=True, help="Refuse all that changes a server.")
TIMEOUT = click.option(
    "--timeout", default=15.0, show_default=True, metavar="S", help="Longest wait for an answer."
)


def read_config(path: Path | None) -> Settings:
    """Read the settings; faults are told on stderr and the rest is used."""
    settings, faults = settings_and_faults(path)
    for fault in faults:
        click.echo(f"omo-watch: {fault}", err=True)
    return settings


def settings_and_faults(path: Path | None) -> tuple[Settings, tuple[Fault, ...]]:
    """Read the settings, and what is wrong in them."""
    if path is not None and not path.exists():
        hint = "name another one, or leave --config out"
        raise CommandError(f"there is no settings file {path}", code=USAGE, hint=hint)
    try:
        return read_settings(path or settings_file())
    except SettingsError as error:
        hint = "repair it, or name another one with --config"
        raise CommandError(str(error), code=USAGE, hint=hint) from None


def addresses_of(
    urls: tuple[str, ...], servers: tuple[str, ...], settings: Settings
) -> tuple[Address, ...]:
    """Give the servers that were named, else those of the settings, else what listens here."""
    found = named((*servers, *urls), os.environ) or configured(settings, os.environ)
    if found:
        return locked(found, settings)
    from omo_watch.finding import find_servers

    search = find_servers()
    if search.found:
        return locked((server.address for server in search.found), settings)
    tried = "; ".join(f"{look.what}: {look.result}" for look in search.looks)
    raise CommandError(
        f"no OpenCode server answers here ({tried})",
        code=NO_CONNECTION,
        hint="start one with `opencode serve --port 4096`, name one with --server, or see "
        "`omo-watch --demo`",
    )
