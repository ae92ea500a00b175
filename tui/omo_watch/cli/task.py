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
