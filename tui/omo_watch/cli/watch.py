"""`omo-watch [URL ...]`: the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from omo_watch.cli import options
from omo_watch.cli.failing import USAGE, CommandError

if TYPE_CHECKING:
    from omo_watch_core.state import Mode


@click.command("watch")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@options.SERVER
@options.CONFIG
@options.READ_ONLY
@click.option("--demo", is_flag=True, help="Watch the embedded demo.")
@click.option(
    "--mode",
    type=click.Choice(["watch", "assist", "auto"]),
    help="watch changes nothing, assist does what you ask for, auto also falls back by itself.",
)
@click.option("--theme", metavar="NAME", help="dusk, paper, contrast, terminal or one of yours.")
def command(
    urls: tuple[str, ...],
    servers: tuple[str, ...],
    config: Path | None,
    read_only: bool,
    demo: bool,
    mode: str | None,
    theme: str | None,
) -> int:
    """Open the screen on the servers named, on those of the settings, or on what listens here."""
    from omo_watch.cli.opening import Wish, open_screen

    settings, faults = options.settings_and_faults(config)
    if demo and (urls or servers):
        raise CommandError("--demo brings its own servers; name none beside it", code=USAGE)
    if not os.isatty(0) or not os.isatty(1):
        raise CommandError(
            "the screen needs a terminal", code=USAGE, hint="use `omo-watch ls` in a script"
        )
    chosen = "watch" if read_only else cast("Mode", mode or settings.mode)
    wish = Wish((*servers, *urls), demo=demo, mode=chosen, theme=theme, config=config)
    return open_screen(wish, settings, faults)
