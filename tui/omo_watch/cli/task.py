"""`omo-watch task`: background tasks of our own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from omo_watch.cli.failing import NOT_ACHIEVED, USAGE, CommandError
from omo_watch.cli.reach import Reach, acting

if TYPE_CHECKING:
    from omo_watch.cli.tasking import Order


@click.group("task")
def command() -> None:
    """Launch background tasks; `omo-watch tasks` lists them."""


@command.command("up")
@click.argument("task")
@acting
def up(task: str, as_json: bool, reach: Reach) -> int:
    """Let a task that waits in one of our own lanes start next."""
    from omo_watch.cli.arranging import move_up, report

    return 0 if report(move_up(task, reach), as_json) else NOT_ACHIEVED


@command.command("lane")
@click.argument("key", metavar="LANE")
@click.option("--slots", type=click.IntRange(0, 1000), help="How many run at once; 0: any number.")
@click.option("--pause/--go-on", "paused", default=None, help="Start nothing new; go on again.")
@acting
def lane(key: str, slots: int | None, paused: bool | None, as_json: bool, reach: Reach) -> int:
    """Change one of our own lanes: a `provider/model`, or a provider of your settings."""
    from omo_watch.cli.arranging import report, set_lane

    if (slots is None) == (paused is None):
        hint = "say --slots N, --pause or --go-on"
        raise CommandError("one thing of a lane is changed at a time", code=USAGE, hint=hint)
    return 0 if report(set_lane(key, slots, paused, reach), as_json) else NOT_ACHIEVED


@command.command("new")
@click.argument("text")
@click.option("--parent", required=True, metavar="SESSION", help="The session it is done for.")
@click.option("--agent", default="", metavar="AGENT", help="The agent that does it.")
@click.option("--model", metavar="PROVIDER/MODEL", help="Its model; else the agent's or parent's.")
@click.option("--variant", help="The model's variant, such as `high`.")
@click.option("--category", default="", help="The plugin's category, in the place of an agent.")
@click.option("--description", default="", help="A few words; else the begin of the text.")
@click.option("--wait", is_flag=True, help="Stay until it has ended and its parent is told.")
@acting
def new(
    text: str,
    parent: str,
    agent: str,
    model: str | None,
    variant: str | None,
    category: str,
    description: str,
    wait: bool,
    as_json: bool,
    reach: Reach,
) -> int:
    """Launch a background task under a session; `-` reads its text from stdin.

    It waits in the lane of its model until a slot is free, goes on with the next model of its
    chain where one fails, and its parent is told of its end. A screen or a guard on this machine
    runs it, also one that is started later. Exit 0 once it runs or waits in its lane; with
    --wait once it is completed.
    """
    from omo_watch.cli.acting import read_model
    from omo_watch.cli.tasking import Order, launch, report

    if variant and not model:
        raise CommandError("--variant is one of a model", code=USAGE, hint="say --model too")
    if not agent and not category:
        hint = "say --agent, for example --agent general"
        raise CommandError("a task needs an agent", code=USAGE, hint=hint)
    prompt = sys.stdin.read() if text == "-" else text
    order: Order = Order(
        parent=parent,
        prompt=prompt,
        agent=agent,
        model=read_model(model, variant) if model else None,
        category=category,
        description=description,
    )
    return 0 if report(launch(order, reach, wait=wait), as_json) else NOT_ACHIEVED
