"""`omo-watch demo`: three small servers on this machine that play a story."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from omo_watch.cli.failing import NO_CONNECTION, NOT_ACHIEVED, CommandError

if TYPE_CHECKING:
    from omo_watch_core.edge.address import Address

CHECK_S = 12.0


@click.command("demo")
@click.option("--port", default=0, show_default=True, help="First port; 0 takes free ones.")
@click.option("--check", is_flag=True, help="Start it, wait until all states show, print `ls`.")
def command(port: int, check: bool) -> int:
    """Serve the demo until its standard input closes or it is stopped."""
    if check:
        return _check()
    from omo_watch_core.edge.demo.child import run_demo

    return run_demo(port)


def _check() -> int:
    from omo_watch.children import Children

    children = Children()
    try:
        addresses = children.start_demo()
        return asyncio.run(_look(addresses))
    except OSError as error:
        raise CommandError(f"the demo did not start: {error}", code=NO_CONNECTION) from None
    finally:
        children.end()


async def _look(addresses: Sequence[Address]) -> int:
    from omo_watch.cli.ls import print_sessions
    from omo_watch.cli.watching import blank_state, watching
    from omo_watch_core.edge.demo.chains import DEMO_CHAINS
    from omo_watch_core.edge.keeper import Unkept
    from omo_watch_core.select.condition import RANK
    from omo_watch_core.select.totals import totals

    wanted = frozenset(RANK)
    state = blank_state(addresses, chains=DEMO_CHAINS)
    async with watching(addresses, state, keeper=Unkept()) as view:
        complete = await view.until(lambda state: wanted <= totals(state).keys(), CHECK_S)
        print_sessions(view.state, as_json=False)
        if complete:
            return 0
        missing = ", ".join(sorted(wanted - totals(view.state).keys()))
        raise CommandError(f"the demo does not show: {missing}", code=NOT_ACHIEVED)
