"""Read the settings file: what is wrong is named with its line, and the rest is used."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sized
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from omo_watch.settings.chains import ChainSettings
from omo_watch.settings.columns import ColumnSettings
from omo_watch.settings.dropping import locks, second_of_a_name, take_out
from omo_watch.settings.fallback import FallbackSettings
from omo_watch.settings.notifications import NotificationSettings, WebhookSettings
from omo_watch.settings.schema import ServerSettings, Settings
from omo_watch.settings.tasks import TaskSettings


class SettingsError(Exception):
    """The settings cannot be read at all; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the settings."""

    file: Path
    line: int | None
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file.name} line {self.line}" if self.line else self.file.name
        return f"{where}: {self.sentence}"


_ROOMS: dict[str, type[BaseModel]] = {
    "servers": ServerSettings,
    "fallback": FallbackSettings,
    "chains": ChainSettings,
    "columns": ColumnSettings,
    "tasks": TaskSettings,
    "notifications": NotificationSettings,
    "notifications.webhook": WebhookSettings,
}
MOST_FAULTS = 50
REST = "The rest is in use."
UNWATCHED = "This server is not watched."
LOCK_GOES = "What must stay read-only would not, so nothing is begun before this is right."


def read_settings(path: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """Read settings; a missing file gives the defaults.

    Raises SettingsError for broken TOML, and where a read-only server would lose its lock.
    """
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None
    return _validated(table, path, text)


def _validated(table: dict[str, Any], path: Path, text: str) -> tuple[Settings, tuple[Fault, ...]]:
    faults: list[Fault] = []
    servers: Any = table.get("servers")
    listed = isinstance(servers, Sized) and not isinstance(servers, str)
    numbers = list(range(len(servers))) if listed else []
    while len(faults) < MOST_FAULTS:
        try:
            settings = Settings.model_validate(table)
            return settings, _sorted([*faults, *_clashes(settings, path, text)])
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place, extra = _place(table, first), first["type"] == "extra_forbidden"
            line = _line_of(text, _in_file(place, numbers, extra=extra))
            gone = take_out(table, place, extra=extra)
            said = _sentence(place, first)
            if locks(gone) or not gone:
                raise SettingsError(f"{Fault(path, line, said)} {LOCK_GOES}") from None
            faults.append(Fault(path, line, f"{said} {_left(place, gone)}"))
    raise SettingsError(f"{path} has {MOST_FAULTS} faults or more; the first: {faults[0]}")


def _place(table: dict[str, Any], detail: Mapping[str, Any]) -> tuple[int | str, ...]:
    """Give where the fault is; of two servers of one name it is the second."""
    place: tuple[int | str, ...] = detail["loc"]
    if place != ("servers",) or detail["type"] != "value_error":
        return place
    second = second_of_a_name(table["servers"])
    return place if second is None else ("servers", second, "name")


def _left(place: tuple[int | str, ...], gone: Mapping[int | str, Any]) -> str:
    """Say what becomes of the rest."""
    whole = place[0] == "servers" and any(isinstance(step, int) for step in gone)
    return f"{UNWATCHED} {REST}" if whole else REST


def _clashes(settings: Settings, path: Path, text: str) -> list[Fault]:
    """Name the keys that cannot be what they are set to."""
    if not settings.keys:
        return []
    # The table of keys is not read by commands whose settings name no key.
    from omo_watch.keys.conflicts import keyboard_of

    return [
        Fault(path, _line_of(text, ("keys", name)), f"`keys.{name}`: {why}. {REST}")
        for name, why in keyboard_of(settings.keys)[1]
    ]


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line or 0))


def _sentence(place: tuple[int | str, ...], detail: Mapping[str, Any]) -> str:
    name = str(place[-1]) if place else "it"
    if detail["type"] == "extra_forbidden":
        near = get_close_matches(name, _known(place), n=1, cutoff=0.0)
        hint = f" Nearest: `{near[0]}`." if near else ""
        return f"`{name}` is not a setting.{hint}"
    what = str(detail["msg"]).removeprefix("Value error, ")
    what = f"{what[0].lower()}{what[1:]}" if what else "is wrong"
    dotted = ".".join(str(step) for step in place)
    return f"`{dotted}`: {what}."


def _known(place: tuple[int | str, ...]) -> list[str]:
    inner = ".".join(str(step) for step in place[:-1])
    outer = _ROOMS.get(str(place[0]), Settings) if len(place) > 1 else Settings
    model = _ROOMS.get(inner, outer)
    return [field.alias or name for name, field in model.model_fields.items()]


def _in_file(
    place: tuple[int | str, ...], numbers: list[int], *, extra: bool
) -> tuple[int | str, ...]:
    """Number a server as in the file: those before it that are wrong are not there any more."""
    match place:
        case ("servers", int(index), str(key)) if extra or key == "accent":
            return ("servers", numbers[index], key)
        case ("servers", int(index), *_) if index < len(numbers):
            return ("servers", numbers.pop(index), *place[2:])
        case _:
            return place


def _line_of(text: str, place: tuple[int | str, ...]) -> int | None:
    """Find the line that most likely holds a setting: its key, after its table's header."""
    keys = [str(step) for step in place if isinstance(step, str)]
    skip = next((step for step in place if isinstance(step, int)), 0)
    found = None
    tables = 0
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.strip().strip("[]").split("=")[0].strip().strip('"').split(".")[-1]
        if keys and line.strip().startswith(f"[[{keys[0]}]]"):
            tables += 1
            found = number if tables == skip + 1 else found
        elif keys and word == keys[-1] and (not tables or tables == skip + 1):
            return number
        elif keys and word == keys[0] and found is None:
            found = number
    return found


def line_of_value(path: Path, key: str, value: str) -> int | None:
    """Find the line that gives a key this value."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for number, line in enumerate(lines, start=1):
        name, _, rest = line.partition("=")
        if name.strip() == key and value in rest:
            return number
    return None
