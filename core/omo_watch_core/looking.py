"""When to look for the plugin: where an instance may have begun anew, once, and no oftener.

An instance reads its settings when it begins, and at no other time: neither a changed file nor an
event tells of another list of plugins before its end (seen on the real server).
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.agenda import DESCRIPTION, PLUGIN
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, LookForPlugin
from omo_watch_core.presence import is_alive
from omo_watch_core.state import Directory, Server

PAUSE_MS = SECOND
"""Instances end together, and whoever ended them may be about to begin another."""
AGAIN_MS = 30 * SECOND
"""How long a look that was not answered is left alone at first, then twice as long each time."""
MOST_AGAIN = 5
"""After so many looks, a quarter of an hour, nobody is asked before something begins anew."""

Step = tuple[Server, list[Effect]]


def due(server: Server, directory: str, now: int) -> Step:
    """Look into a directory that is known to live, where that is needed."""
    known = server.directories.get(directory)
    if known is None or known.doubt_ms is None or _has_ended(server, known):
        return server, []
    if _is_asked(server, directory):
        # That answer may be of the instance before this one.
        return _with(server, replace(known, look_ms=now)), []
    look = LookForPlugin(server=server.name, directory=directory)
    return _with(server, replace(known, look_ms=None)), [look]


def again(server: Server, now: int) -> Step:
    """Look where it is time to; a server that says nothing at all is not asked either."""
    effects: list[Effect] = []
    if server.link.phase != "live":
        return server, effects
    for path, known in server.directories.items():
        if known.look_ms is not None and now >= known.look_ms and is_alive(server, known):
            server, asked = due(server, path, now)
            effects += asked
    return server, effects


def disposed(server: Server, directory: str, now: int) -> Server:
    """Look again into the server's own directory; others tell it when they live again."""
    own = server.own_directory
    if own is None or directory not in ("", own):
        return server
    known = server.directories.get(own, Directory(path=own, doubt_ms=now))
    return _with(server, replace(known, look_ms=now + PAUSE_MS))


def later(server: Server, directory: str, now: int) -> Server:
    """Look once more where an answer left the doubt, unless that is planned already."""
    known = server.directories.get(directory)
    if known is None or known.doubt_ms is None or known.look_ms is not None:
        return server
    if known.looks >= MOST_AGAIN:
        return server
    pause = AGAIN_MS << known.looks
    return _with(server, replace(known, look_ms=now + pause, looks=known.looks + 1))


def _has_ended(server: Server, known: Directory) -> bool:
    """Tell whether an instance ended behind its reading, and none has spoken since."""
    return not is_alive(server, known) and (known.doubt_ms or 0) > (known.asked_ms or 0)


def _is_asked(server: Server, directory: str) -> bool:
    asked = server.link.agenda.outstanding
    own = directory == server.own_directory and DESCRIPTION in asked
    return own or f"{PLUGIN} {directory}" in asked


def _with(server: Server, directory: Directory) -> Server:
    return replace(server, directories={**server.directories, directory.path: directory})
