"""How other programs of this machine reach a session: command, environment, web address."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from shlex import join
from urllib.parse import quote, urlsplit

from omo_watch_core.edge.address import DEFAULT_USER, Address

PROGRAM = "opencode"
PASSWORD, USERNAME = "OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Either says that a browser can be shown; a Mac needs none. `BROWSER` alone may be a text one."""


def attach_words(url: str, session: str, directory: str) -> tuple[str, ...]:
    """Give the program and its arguments; a password is never among them."""
    words = (PROGRAM, "attach", without_user(url), "--session", session)
    return (*words, "--dir", directory) if directory else words


def attach_command(url: str, session: str, directory: str) -> str:
    """Write the same for a shell."""
    return join(attach_words(url, session, directory))


def attach_environment(environ: Mapping[str, str], address: Address | None) -> dict[str, str]:
    """Give the environment of a program that speaks to a server.

    What the environment says about passwords is for another server where this one has its own,
    or none: it is taken out.
    """
    rest = {name: value for name, value in environ.items() if name not in (PASSWORD, USERNAME)}
    if address is None or address.password is None:
        return rest
    named = {} if address.username == DEFAULT_USER else {USERNAME: address.username}
    return {**rest, **named, PASSWORD: address.password}


def web_address(url: str, session: str, directory: str) -> str:
    """Give the page of a session that `opencode serve` shows in a browser."""
    folder = base64.urlsafe_b64encode(directory.encode("utf-8", "replace")).decode().rstrip("=")
    return f"{without_user(url)}/{folder}/session/{quote(session, safe='')}"


def can_browse(environ: Mapping[str, str], platform: str) -> bool:
    """Tell whether a browser that opens here is seen by who sits there."""
    if any(environ.get(name) for name in DISPLAYS):
        return True
    remote = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    return not remote and platform in ("darwin", "win32")


def without_user(url: str) -> str:
    """Give an address without name and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
