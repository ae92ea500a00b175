"""Finds the servers to watch when nobody names one, and says where it looked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from msgspec.structs import replace

from omo_watch_core.edge.address import DEFAULT_USER, Address
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.health import Health, ask_health
from omo_watch_core.edge.processes import Program, programs
from omo_watch_core.value import Value

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4096
WITHIN_S = 1.0
PASSWORD = "OPENCODE_SERVER_PASSWORD"
USERNAME = "OPENCODE_SERVER_USERNAME"
ANY_HOST = frozenset({"0.0.0.0", "::"})
OUT_OF_REACH = "listens on no port: start it with --port, or use `opencode serve`"

Ask = Callable[[Address], Awaitable[Health]]


class Look(Value):
    """Hold one place where a server was looked for, and what was there."""

    place: str
    """An address, `settings`, `environment`, `this machine` or a process."""
    what: str
    """What it is: `the usual port`, `opencode serve`, a variable's name."""
    result: str
    """What was found, without a full stop."""


class Found(Value):
    """Hold a server that can be watched; without a version it did not answer well."""

    address: Address
    version: str | None = None
    is_locked: bool = False
    """It wants a password, or another one than was tried."""


class Discovery(Value):
    """Hold what was found, and every place that was tried, in order."""

    found: tuple[Found, ...] = ()
    looks: tuple[Look, ...] = ()

    @property
    def joined(self) -> Found | None:
        """Give the one server that needs no choice: the only one found, and not locked."""
        only = self.found[0] if len(self.found) == 1 else None
        return only if only is not None and not only.is_locked else None


async def discover(
    settings: Sequence[Address],
    environment: Mapping[str, str],
    clock: Clock,
    *,
    ask: Ask | None = None,
    running: Callable[[], Sequence[Program]] = programs,
) -> Discovery:
    """Look in the settings, else at the usual port and at this user's programs.

    Servers of the settings count as found also when they do not answer now; nothing else is
    looked for then. The password of the environment goes to this machine's servers only.
    """
    ask = ask or _asker(clock)
    if settings:
        return await _ask_all([(address, "in the settings") for address in settings], ask)
    password = environment.get(PASSWORD) or None
    user = environment.get(USERNAME) or DEFAULT_USER
    there = await asyncio.to_thread(running)
    places = {(DEFAULT_HOST, DEFAULT_PORT): "the usual port"}
    for program in there:
        for place in program.listens:
            places.setdefault(_reachable(place), f"opencode {program.command}".strip())
    asked = await _ask_all(
        [(_address(*at, user, password), what) for at, what in places.items()], ask
    )
    variable = Look(place="environment", what=PASSWORD, result=_password_result(password))
    looks = (*asked.looks, *_elsewhere(there), variable)
    found = (server for server in asked.found if server.version or server.is_locked)
    return Discovery(found=tuple(found), looks=looks)


def _asker(clock: Clock) -> Ask:
    async def ask(address: Address) -> Health:
        return await ask_health(address, clock, WITHIN_S)

    return ask


def _password_result(password: str | None) -> str:
    return "is set, and tried on this machine only" if password else "is not set"


def _address(host: str, port: int, user: str, password: str | None) -> Address:
    host = f"[{host}]" if ":" in host else host
    address = Address.of(f"{host}:{port}", f"http://{host}:{port}")
    if address.is_loopback:
        address = replace(address, username=user, password=password)
    return address


def _reachable(place: tuple[str, int]) -> tuple[str, int]:
    host, port = place
    return (DEFAULT_HOST if host in ANY_HOST else host, port)


async def _ask_all(places: Sequence[tuple[Address, str]], ask: Ask) -> Discovery:
    answers = await asyncio.gather(*(ask(address) for address, _ in places))
    found: list[Found] = []
    looks: list[Look] = []
    for (address, what), health in zip(places, answers, strict=True):
        locked = health.status == 401
        found.append(Found(address=address, version=health.version, is_locked=locked))
        result = f"OpenCode {health.version}" if health.version else health.reason
        looks.append(Look(place=address.url.partition("://")[2], what=what, result=result))
    return Discovery(found=tuple(found), looks=tuple(looks))


def _elsewhere(there: Sequence[Program]) -> list[Look]:
    """Say that nothing listens, and name the programs whose sessions nobody can reach."""
    looks: list[Look] = []
    if not any(program.listens for program in there):
        looks.append(Look(place="this machine", what="running servers", result="none found"))
    for program in there:
        if not program.listens and program.command == "":
            place = f"process {program.pid}"
            looks.append(Look(place=place, what="plain opencode", result=OUT_OF_REACH))
    return looks
