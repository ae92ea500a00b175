"""Who acts on rate limits at a server."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.state import Server

InCharge = Literal["plugin", "omo-watch", "nobody"]


def in_charge(server: Server) -> InCharge | None:
    """Name who falls back by itself; None while nobody could tell.

    `omo-watch` means that one holds the claim on the server, this one or another.
    """
    if server.plugin is None:
        return None
    if server.plugin:
        return "plugin"
    return "omo-watch" if server.claim is not None else "nobody"
