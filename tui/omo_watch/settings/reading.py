"""Read the settings file: what is wrong is named with its line, and the rest is used."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from omo_watch.settings.chains import ChainSettings
from omo_watch.settings.fallback import FallbackSettings
from omo_watch.settings.schema import NotificationSettings, ServerSettings, Settings


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
    "notifications": NotificationSettings,
}
MOST_FAULTS = 50


def read_settings(path: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """Read settings; a missing file gives the defaults. Raises SettingsError for broken TOML."""
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


def _validated(
    table: dict[str, Any], path: Path, text: str
) -> tuple[Settings, tuple[Fault, ...]]:
    faults: list[Fault] = []
    while True:
        try:
            return Settings.model_validate(table), _sorted(faults)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = first["loc"]
            faults.append(Fault(path, _line_of(text, place), _sentence(place, first)))
            if len(faults) >= MOST_FAULTS or not _drop(table, place):
                return Settings(), _sorted(faults)


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line or 0))


def _sentence(place: tuple[int | str, ...], detail: Mapping[str, Any]) -> str:
    name = str(place[-1]) if place else "it"
    if detail["type"] == "extra_forbidden":
        near = get_close_matches(name, _known(place), n=1, cutoff=0.0)
        hint = f" Nearest: `{near[0]}`." if near else ""
        return f"`{name}` is not a setting.{hint} The rest is in use."
    what = str(detail["msg"]).removeprefix("Value error, ")
    what = f"{what[0].lower()}{what[1:]}" if what else "is wrong"
    dotted = ".".join(str(step) for step in place)
    return f"`{dotted}`: {what}. The rest is in use."


def _known(place: tuple[int | str, ...]) -> list[str]:
    model = _ROOMS.get(str(place[0]), Settings) if len(place) > 1 else Settings
    return [field.alias or name for name, field in model.model_fields.items()]


def _line_of(text: str, place: tuple[int | str, ...]) -> int | None:
    """Find the line that most likely holds a setting: its key, after its table's header."""
    keys = [str(step) for step in place if isinstance(step, str)]
    skip = next((step for step in place if isinstance(step, int)), 0)
    found = None
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.strip().strip("[]").split("=")[0].strip().strip('"').split(".")[-1]
        if keys and word == keys[-1]:
            if skip == 0:
                return number
            skip -= 1
            found = number
        elif keys and word == keys[0] and found is None:
            found = number
    return found


def _drop(table: dict[str, Any], place: tuple[int | str, ...]) -> bool:
    """Take the faulty entry out, so that the rest can be used; False when it is not there."""
    here: dict[str, Any] = table
    for depth, step in enumerate(place):
        if not isinstance(step, str) or step not in here:
            return False
        if isinstance(here[step], list) and depth + 1 < len(place):
            return _drop_from(here, step, here[step], place[depth + 1])
        if depth == len(place) - 1 or not isinstance(here[step], dict):
            del here[step]
            return True
        here = here[step]
    return False


def _drop_from(table: dict[str, Any], key: str, items: list[Any], index: int | str) -> bool:
    """Take one server out of the list; another list goes as a whole, half a chain is none."""
    if key == "servers" and isinstance(index, int) and index < len(items):
        del items[index]
    else:
        del table[key]
    return True
