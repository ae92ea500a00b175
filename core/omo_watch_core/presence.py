"""Whether the plugin is there: per directory, as each instance of a server loads its own plugins.

Two projects of one server may differ: seen on the real server, where the plugin of one project
let a wait in the other stand.
"""

from __future__ import annotations

from omo_watch_core.signs import Sign
from omo_watch_core.state import Directory, Server


def plugin_in(server: Server, directory: str) -> bool | None:
    """Tell whether the plugin looks after the sessions of a directory; None is unknown."""
    known = server.directories.get(directory)
    if known is not None and known.plugin is not None:
        return known.plugin
    if known is not None and known.doubt_ms is not None:
        # Nobody looked yet. Where it is elsewhere on this server it may well be here.
        return True if server.plugin else None
    words = {one.plugin for one in server.directories.values() if one.plugin is not None}
    return server.plugin if len(words) < 2 else None


def is_in_doubt(server: Server, directory: str) -> bool:
    """Tell whether a directory's instance may have begun anew since somebody looked."""
    known = server.directories.get(directory)
    return known is not None and known.doubt_ms is not None


def is_alive(server: Server, directory: Directory) -> bool:
    """Tell whether a directory may be asked without starting anything that nobody started."""
    return directory.heard or directory.path == server.own_directory


def summed(server: Server) -> bool | None:
    """Give the server's word: the plugin is in one directory that lives at least, or in none."""
    words = [one.plugin for one in server.directories.values() if _counts(server, one)]
    if server.signs or True in words:
        return True
    return False if False in words else None


def signs_of(server: Server) -> tuple[Sign, ...]:
    """Name the signs that count now, of the whole server, each once."""
    found = dict.fromkeys(server.signs)
    for one in server.directories.values():
        if _counts(server, one):
            found |= dict.fromkeys(one.signs)
    return tuple(sorted(found))


def signs_in(server: Server, directory: str) -> tuple[Sign, ...]:
    """Name the signs that were seen in one directory, in order."""
    known = server.directories.get(directory)
    return tuple(sorted(known.signs)) if known is not None else ()


def _counts(server: Server, directory: Directory) -> bool:
    """Tell whether a directory lives, or was looked at since its instance began."""
    return directory.doubt_ms is None or is_alive(server, directory)
