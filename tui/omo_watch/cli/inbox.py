"""`omo-watch inbox`: all that waits for a person, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote

import click

from omo_watch.cli.failing import print_json
from omo_watch.cli.ls import look
from omo_watch.cli.reach import View, looking
from omo_watch_core.select.inbox_entry import InboxEntry
from omo_watch_core.state import State

NOTHING = "Nothing needs you."
HEADS = ("WHAT", "WAITED", "SESSION", "SERVER", "ABOUT")
MOST = (13, 6, 40, 20, 120)


@click.command("inbox")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@looking
def command(
    urls: tuple[str, ...],
    as_json: bool,
    view: View,
) -> None:
    """List what waits for a person on all servers: people first, then the longest wait.

    Requests, models that did not answer as announced, sessions that ended without an answer or
    are stuck; each with the command that does something about it. What a screen or a guard
    offers, and what became of its actions, is told there.
    """
    from omo_watch_core.select.inbox import inbox

    state = look(urls, view)
    entries = inbox(state)
    where = _named(state) if (urls or view.servers) and view.replay is None else {}
    if as_json:
        print_json({"inbox": [_document(entry, state, where) for entry in entries]})
        return
    for line in _table(entries, state, where):
        click.echo(line)


def _named(state: State) -> dict[str, str]:
    """Give what a command needs to find a server that is in no settings.

    One that was named by its address alone is called by it, which is no name to give.
    """
    servers = state.servers.items()
    named = {n: server.url if ":" in n else f"{n}={server.url}" for n, server in servers}
    return {name: f" --server {quote(where)}" for name, where in named.items()}


def _document(entry: InboxEntry, state: State, where: dict[str, str]) -> dict[str, object]:
    waited = max(state.now_ms - entry.since_ms, 0) / 1_000 if entry.since_ms else None
    return {
        "id": entry.id,
        "kind": entry.kind,
        "server": entry.server,
        "session": entry.session,
        "title": entry.title,
        "text": entry.text,
        "since_ms": entry.since_ms or None,
        "waited_s": round(waited, 1) if waited is not None else None,
        "hint": entry.hint + where.get(entry.server, ""),
    }


def _table(entries: Sequence[InboxEntry], state: State, where: dict[str, str]) -> Iterator[str]:
    from omo_watch.cli.columns import aligned
    from omo_watch_core.clock import age

    if not entries:
        yield NOTHING
        return
    cells = [
        (
            entry.kind,
            age(state.now_ms - entry.since_ms) if entry.since_ms else "",
            entry.title or entry.session,
            entry.server,
            entry.text,
        )
        for entry in entries
    ]
    lines = aligned((HEADS, *cells), MOST, frozenset({1}))
    yield next(lines)
    for entry, line in zip(entries, lines, strict=True):
        yield line
        yield f"  {entry.hint}{where.get(entry.server, '')}"
