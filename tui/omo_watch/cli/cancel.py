"""`omo-watch cancel`: stop sessions and say when they have really stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click
from click.core import ParameterSource

from omo_watch.cli.failing import NOT_ACHIEVED, USAGE, CommandError
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.commands import Strength, Way

if TYPE_CHECKING:
    from omo_watch.cli.stopping import Wish

STEER_ONLY = "--text is what `steer` says, or what a rescued session is to do instead"


@click.command("cancel")
@click.argument("sessions", metavar="SESSION|TASK...", nargs=-1, required=True)
@click.option(
    "--strength",
    type=click.Choice(["steer", "abort", "tree"]),
    default="abort",
    show_default=True,
    help="Ask to wrap up; stop this session; stop it and all below it.",
)
@click.option(
    "--way",
    type=click.Choice(["abort", "rescue", "stop-all", "delete"]),
    help="What to do about a task of the plugin. Default: abort where it has shown output, rescue "
    "where it has not.",
)
@click.option("--model", metavar="PROVIDER/MODEL", help="The model that `rescue` goes on with.")
@click.option(
    "--yes",
    is_flag=True,
    help="Also where an idle session has running children; needed for stop-all and delete.",
)
@click.option("--text", help="What `steer` says, or what a rescued session is to do instead.")
@acting
@click.pass_context
def command(
    context: click.Context,
    sessions: tuple[str, ...],
    strength: str,
    way: str | None,
    model: str | None,
    yes: bool,
    text: str | None,
    as_json: bool,
    reach: Reach,
) -> int:
    """Stop sessions or background tasks, and watch for 3 s that they stay quiet.

    Exit 0 when all have stopped. A task is named by its id (see `omo-watch tasks`) or its session.

    Ways for tasks of the plugin: abort stops the work, and the plugin calls it completed if it
    had shown output; rescue lets a stuck one go on with another model; stop-all lets the plugin
    cancel all tasks of its parent; delete stops it and removes its session.
    """
    from omo_watch.cli.acting import read_model
    from omo_watch.cli.stopping import Wish, report, stop

    chosen = context.get_parameter_source("strength") is ParameterSource.COMMANDLINE
    wish = Wish(
        strength=cast("Strength", strength),
        way=cast("Way | None", way),
        model=read_model(model, None) if model else None,
        text=text,
        yes=yes,
        chooses=not chosen and way is None,
    )
    _check(wish, chosen)
    stopped = stop(sessions, reach, wish)
    return 0 if report(stopped, as_json) else NOT_ACHIEVED


def _check(wish: Wish, chosen: bool) -> None:
    """Refuse options that do not go together; raises CommandError."""
    if chosen and wish.way is not None:
        why = "--strength and --way are two answers to one question"
        raise CommandError(why, code=USAGE, hint="say one of them")
    if wish.model is not None and wish.way != "rescue":
        raise CommandError("--model is for --way rescue", code=USAGE, hint="say --way rescue")
    if wish.text is not None and wish.way != "rescue" and wish.strength != "steer":
        hint = "say --strength steer or --way rescue"
        raise CommandError(STEER_ONLY, code=USAGE, hint=hint)
