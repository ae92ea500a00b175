"""`omo-watch events`: what happens, one JSON line each, until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from omo_watch.cli import options
from omo_watch_core.edge.address import Address
from omo_watch_core.events import BytesHeard, Event, TextGrew


@click.command("events")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@options.SERVER
@options.CONFIG
@options.REPLAY
@options.AT
@click.option("--deltas", is_flag=True, help="Every piece of text too: most of the traffic.")
@click.option("--limit", type=int, metavar="N", help="Stop after so many events.")
def command(
    urls: tuple[str, ...],
    servers: tuple[str, ...],
    config: Path | None,
    replay: Path | None,
    at: int | None,
    deltas: bool,
    limit: int | None,
) -> None:
    """Print what happens as NDJSON: `{"event", "server", "at_ms", ...}`."""
    settings = options.read_config(config)
    printer = _Printer(deltas, limit)
    if replay is not None:
        from omo_watch_core.edge.tape import read_tape

        printer.take(read_tape(replay, "replay", at).events)
        return
    addresses = options.addresses_of(urls, servers, settings)
    asyncio.run(_follow(addresses, printer))


class _Printer:
    """Print events until there were enough."""

    def __init__(self, deltas: bool, limit: int | None) -> None:
        self._deltas = deltas
        self._left = limit
        self.enough = asyncio.Event()

    def take(self, events: Sequence[Event]) -> None:
        """Print those of a batch that are wanted."""
        for event in events:
            if self.enough.is_set():
                return
            if isinstance(event, BytesHeard) or (isinstance(event, TextGrew) and not self._deltas):
                continue
            click.echo(msgspec.json.encode(_document(event)).decode())
            if self._left is not None:
                self._left -= 1
                if self._left <= 0:
                    self.enough.set()


def _document(event: Event) -> dict[str, object]:
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    return {"event": type(event).__name__, **fields}


async def _follow(addresses: Sequence[Address], printer: _Printer) -> None:
    from omo_watch.cli.watching import all_settled, blank_state, require_one, watching

    async with watching(addresses, blank_state(addresses), tap=printer.take) as view:
        await view.until(all_settled, 15.0)
        require_one(view.state)
        await printer.enough.wait()
