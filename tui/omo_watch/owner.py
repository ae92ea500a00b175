"""Whose program this is, as marks, leases and the journal name it to others."""

from __future__ import annotations

import getpass
import socket

from omo_watch_core.clean import clean_line

MOST = 40
SOMEBODY = "somebody"


def owner_here(chosen: str | None = None) -> str:
    """Give the chosen name, else user and machine: `alice@laptop`."""
    return clean_line(chosen or "").strip()[:MOST] or f"{_user()}@{_host()}"[:MOST]


def _user() -> str:
    try:
        return clean_line(getpass.getuser()).strip() or SOMEBODY
    except (OSError, KeyError, ImportError):
        return SOMEBODY  # a container may have a user without a name


def _host() -> str:
    return clean_line(socket.gethostname()).partition(".")[0].strip() or "localhost"
