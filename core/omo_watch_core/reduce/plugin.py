"""Where the plugin is, directory by directory: what was asked, and what the stream betrays."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import PluginLooked, ServerDescribed
from omo_watch_core.fallback.internal import has_marker
from omo_watch_core.model import Message, Part, Toast
from omo_watch_core.presence import summed
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.scope import NOWHERE
from omo_watch_core.signs import OF_SERVER, OF_STREAM, TOASTS, Look, Sign
from omo_watch_core.state import Directory


def looked(desk: Desk, event: PluginLooked) -> None:
    """Take over what was found in a directory."""
    _take(desk, event.directory, event.look, event.at_ms, event.asked_ms)
    resum(desk)


def described(desk: Desk, event: ServerDescribed) -> None:
    """Take over what was found in the server's own directory, and in its global settings."""
    server, at = desk.server, event.at_ms
    kept = (*OF_STREAM, *event.unanswered)
    signs = {sign: when for sign, when in server.signs.items() if sign in kept}
    own: tuple[Sign, ...] = tuple(sign for sign in event.signs if sign not in OF_SERVER)
    signs |= {sign: at for sign in event.signs if sign in OF_SERVER}
    if signs != server.signs:
        desk.server = replace(server, signs=signs)
    if server.own_directory:
        asked = at if event.asked_ms is None else event.asked_ms
        open_sign: tuple[Sign, ...] = ("config",) if event.plugin is None else ()
        look = Look(seen=own, unanswered=open_sign, default_agent=event.default_agent)
        _take(desk, server.own_directory, look, at, asked, bool(event.plugin))
        resum(desk)
    elif event.plugin is not None:
        desk.server = replace(desk.server, plugin=event.plugin or bool(signs))


def lives(desk: Desk, known: Directory, at: int) -> Directory:
    """Give a directory that spoke; where nobody looked yet it is in doubt, and was all along."""
    doubt = known.doubt_ms
    if doubt is None and known.plugin is None:
        doubt = desk.server.link.opened_ms or at
    return replace(known, heard=True, doubt_ms=doubt)


def ended(known: Directory, at: int) -> Directory:
    """Give a directory whose instance ended: what was seen is not of the next one."""
    return replace(known, heard=False, signs={}, doubt_ms=at, look_ms=None, looks=0)


def reconnected(desk: Desk, at: int) -> None:
    """Doubt all that is known: behind the address may be another server by now."""
    for path, known in tuple(desk.directories.map.items()):
        if known.heard or known.plugin is not None:
            kept = _without_streamed(known.signs)
            doubted = replace(known, signs=kept, doubt_ms=at, look_ms=None, looks=0)
            desk.directories.own()[path] = doubted
        elif known.looks:
            desk.directories.own()[path] = replace(known, looks=0)
    if desk.server.signs:
        desk.server = replace(desk.server, signs=_without_streamed(desk.server.signs))


def toasted(desk: Desk, toast: Toast) -> None:
    """Notice a toast that only the plugin shows."""
    if toast.title in TOASTS:
        _betrayed(desk, toast.directory, "toast", toast.at_ms)


def prompted(desk: Desk, directory: str, prompt: Message, part: Part, at: int) -> None:
    """Notice a prompt that the plugin wrote; ours carry its marker too, and a mark of ours.

    A fork repeats old messages as news: they say nothing about the instance of today.
    """
    opened = desk.server.link.opened_ms
    old = opened is not None and prompt.created_ms + desk.server.offset_ms < opened
    if part.kind == "text" and not (part.marked or old) and has_marker(str(part.text)):
        _betrayed(desk, directory, "message", at)


def resum(desk: Desk) -> None:
    """Sum up what is known of the directories; where nobody ever looked nothing is summed."""
    looked_at = (known.plugin is not None for known in desk.directories.map.values())
    if desk.server.signs or any(looked_at):
        _sum(desk)


def _betrayed(desk: Desk, directory: str, sign: Sign, at: int) -> None:
    if directory in NOWHERE:
        desk.server = replace(desk.server, signs={**desk.server.signs, sign: at})
    else:
        known = desk.directories.map.get(directory) or Directory(path=directory)
        signs = {**known.signs, sign: at}
        heard = replace(known, heard=True, plugin=True, signs=signs, doubt_ms=None)
        desk.directories.own()[directory] = heard
    _sum(desk)


def _take(desk: Desk, path: str, look: Look, at: int, asked: int, unnamed: bool = False) -> None:
    """Take a look over, unless it was before the instance began that lives now."""
    known = desk.directories.map.get(path) or Directory(path=path)
    verdict = unnamed or look.verdict
    if verdict is None or (known.doubt_ms is not None and asked < known.doubt_ms):
        return
    signs = {sign: when for sign, when in known.signs.items() if sign in OF_STREAM}
    signs |= dict.fromkeys(look.seen, at)
    found, agent = verdict or bool(signs), look.default_agent or known.default_agent
    desk.directories.own()[path] = replace(
        known, plugin=found, signs=signs, default_agent=agent, doubt_ms=None, look_ms=None, looks=0
    )


def _sum(desk: Desk) -> None:
    server = replace(desk.server, directories=desk.directories.map)
    desk.server = replace(desk.server, plugin=summed(server))


def _without_streamed(signs: dict[Sign, int]) -> dict[Sign, int]:
    return {sign: at for sign, at in signs.items() if sign not in OF_STREAM}
