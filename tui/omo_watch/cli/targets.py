"""Which servers a command speaks to: arguments, settings, environment, what listens here."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

import click

from omo_watch.cli.failing import USAGE, CommandError
from omo_watch.settings import Settings

DEFAULT_USER = "opencode"
PASSWORD = "OPENCODE_SERVER_PASSWORD"
USERNAME = "OPENCODE_SERVER_USERNAME"


@dataclass(frozen=True, slots=True)
class Target:
    """One server to speak to."""

    name: str
    url: str
    username: str = DEFAULT_USER
    password: str | None = None


def named(words: Sequence[str], environ: Mapping[str, str]) -> tuple[Target, ...]:
    """Read `NAME=URL` and bare URLs; raises CommandError for what is neither."""
    found: dict[str, Target] = {}
    for word in words:
        target = with_environment(_read(word), environ)
        found[target.name] = target
    return tuple(found.values())


def configured(settings: Settings, environ: Mapping[str, str]) -> tuple[Target, ...]:
    """Give the servers of the settings with their passwords."""
    targets: list[Target] = []
    for server in settings.servers:
        password = environ.get(server.password_env) if server.password_env else None
        target = Target(server.name, server.url, server.username, password)
        targets.append(target if password else with_environment(target, environ))
    return tuple(targets)


def with_environment(target: Target, environ: Mapping[str, str]) -> Target:
    """Add the environment's credentials; only a loopback address ever gets them."""
    password = environ.get(PASSWORD)
    if target.password or not password or not is_loopback(target.url):
        return target
    return replace(target, username=environ.get(USERNAME, DEFAULT_USER), password=password)


def is_loopback(url: str) -> bool:
    """Tell whether an address is this machine's own."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(word: str) -> Target:
    name, equals, url = word.partition("=")
    if not equals or "/" in name or ":" in name:
        name, url = "", word
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CommandError(f"{word!r} is not an address", code=USAGE, hint=_EXAMPLE) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandError(f"{word!r} is not an address", code=USAGE, hint=_EXAMPLE)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = f"{host}:{port}" if port else host
    clean = urlunsplit((parts.scheme, place, parts.path.rstrip("/"), "", ""))
    target = Target(name or place, clean)
    if parts.password is None:
        return target
    click.echo(f"omo-watch: a password in an address can be read by others; {_BETTER}", err=True)
    return replace(target, username=parts.username or DEFAULT_USER, password=parts.password)


_EXAMPLE = "say for example http://127.0.0.1:4096 or laptop=http://127.0.0.1:4096"
_BETTER = f"set {PASSWORD} instead"
