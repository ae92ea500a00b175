"""Which servers a command speaks to: arguments, settings, and the environment's credentials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import click
from msgspec.structs import replace

from omo_watch.cli.failing import USAGE, CommandError
from omo_watch.settings import Settings
from omo_watch_core.edge.address import DEFAULT_USER, Address, AddressError

PASSWORD = "OPENCODE_SERVER_PASSWORD"
USERNAME = "OPENCODE_SERVER_USERNAME"
EXAMPLE = "say for example http://127.0.0.1:4096 or laptop=http://127.0.0.1:4096"


def named(words: Sequence[str], environ: Mapping[str, str]) -> tuple[Address, ...]:
    """Read `NAME=URL` and bare URLs; raises CommandError for what is neither, or twice a name."""
    found: dict[str, Address] = {}
    for word in words:
        address = with_environment(read_address(word), environ)
        known = found.setdefault(address.name, address)
        if known.url != address.url:
            why = f"two servers are called {address.name!r}: {known.url} and {address.url}"
            raise CommandError(why, code=USAGE, hint="give each a name of its own")
    return tuple(found.values())


def configured(settings: Settings, environ: Mapping[str, str]) -> tuple[Address, ...]:
    """Give the servers of the settings with their passwords."""
    addresses: list[Address] = []
    for server in settings.servers:
        password = environ.get(server.password_env) if server.password_env else None
        address = replace(
            Address.of(server.name, server.url, password),
            username=server.username, read_only=server.read_only,
        )  # fmt: skip
        addresses.append(with_environment(address, environ))
    return tuple(addresses)


def locked(addresses: Iterable[Address], settings: Settings) -> tuple[Address, ...]:
    """Mark those that the settings call read-only, by whatever name they go here."""
    places = {_where(Address.of("", one.url)) for one in settings.servers if one.read_only}
    return tuple(
        replace(address, read_only=True) if _where(address) in places else address
        for address in addresses
    )


def _where(address: Address) -> tuple[str, int]:
    """Give host and port; this machine has one name, whatever it is called."""
    return ("" if address.is_loopback else address.host), address.port


def with_environment(address: Address, environ: Mapping[str, str]) -> Address:
    """Add the environment's credentials; only a loopback address ever gets them."""
    password = environ.get(PASSWORD)
    if address.password is not None or not password or not address.is_loopback:
        return address
    return replace(address, username=environ.get(USERNAME, DEFAULT_USER), password=password)


def read_address(word: str) -> Address:
    """Read one `NAME=URL` or URL; a bare one is named by its host and port."""
    name, equals, url = word.partition("=")
    if not equals or "/" in name or ":" in name:
        name, url = "", word
    try:
        if not url or any(letter.isspace() for letter in url):
            raise AddressError("an address has no blanks")
        address = Address.of(name, url)
    except AddressError as error:
        raise CommandError(f"{word!r} is no server: {error}", code=USAGE, hint=EXAMPLE) from None
    if address.password is not None:
        warning = f"omo-watch: others can read a password in an address; set {PASSWORD} instead"
        click.echo(warning, err=True)
    return address if name else replace(address, name=f"{address.host}:{address.port}")
