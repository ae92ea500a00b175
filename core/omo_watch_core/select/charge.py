"""Who acts on rate limits at a server."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

InCharge = Literal["plugin", "omo-watch", "nobody"]


def in_charge(server: Server) -> InCharge | None:
    """Name who falls back by itself, of the whole server; None while nobody could tell.

    The plugin is named where one directory that lives has it. `omo-watch` means that one holds
    the claim on the server, this one or another.
    """
    return _who(server, server.plugin)


def in_charge_of(server: Server, session: Session) -> InCharge | None:
    """Name who falls back by itself in a session: its directory may have other plugins."""
    return _who(server, plugin_in(server, session.info.directory))


def _who(server: Server, plugin: bool | None) -> InCharge | None:
    if plugin is None:
        return None
    if plugin:
        return "plugin"
    return "omo-watch" if server.claim is not None else "nobody"
