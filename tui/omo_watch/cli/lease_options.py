"""The options that say how long a model is to hold, and for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, cast

import click

from omo_watch.cli.failing import USAGE, CommandError
from omo_watch.cli.until import read_until
from omo_watch_core.commands import LeaseWish
from omo_watch_core.journal.nouns import Scope, Until

F = TypeVar("F", bound=Callable[..., Any])
SCOPES = ("session", "agent", "category", "provider")


class How(TypedDict):
    """What the options say."""

    until: str | None
    turns: int | None
    until_recovered: bool
    hold: bool
    strict: bool
    scope: str | None


def lease_options(command: F) -> F:
    """Give a command the options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_wish(how: How, now_ms: int) -> LeaseWish | None:
    """Read the options; raises CommandError where two of them disagree."""
    until, turns = how["until"], how["turns"]
    named = {
        "--until": until is not None,
        "--turns": turns is not None,
        "--until-recovered": how["until_recovered"],
        "--hold": how["hold"],
    }
    given = [name for name, is_given in named.items() if is_given]
    if len(given) > 1:
        why = f"{' and '.join(given)} exclude one another: a lease has one end"
        raise CommandError(why, code=USAGE, hint="leave all but one of them out")
    if not given:
        _must_not_be_alone(how)
        return None
    return LeaseWish(
        scope=cast("Scope", how["scope"] or "session"),
        until=_UNTIL[given[0]],
        until_ms=read_until(until, now_ms) if until is not None else None,
        turns=turns,
        strict=how["strict"],
    )


def _must_not_be_alone(how: How) -> None:
    lone = "--strict" if how["strict"] else "--scope" if how["scope"] else ""
    if lone:
        why = f"{lone} says how a model holds, but nothing says until when"
        hint = "add --hold, --until TIME, --turns N or --until-recovered"
        raise CommandError(why, code=USAGE, hint=hint)


_OPTIONS = (
    click.option("--until", metavar="TIME", help="Hold until then: 15m, 2h, 18:30, an ISO time."),
    click.option("--turns", type=click.IntRange(1), help="Hold for so many prompts of a person."),
    click.option("--until-recovered", is_flag=True, help="Hold until the model before is free."),
    click.option("--hold", is_flag=True, help="Hold until the lease is cleared."),
    click.option("--strict", is_flag=True, help="Try nothing else where the model fails."),
    click.option("--scope", type=click.Choice(SCOPES), help="What is held: the session, or more."),
)
_UNTIL: dict[str, Until] = {
    "--until": "time",
    "--turns": "turns",
    "--until-recovered": "recovered",
    "--hold": "cleared",
}
