"""Reads a palette from a TOML file and says in one sentence what is wrong with it."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from reprlib import repr as cut
from typing import TYPE_CHECKING

from pydantic import ValidationError

from omo_watch_themes.palette import ROLES, Palette
from omo_watch_themes.weakness import weaknesses

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class PaletteError(ValueError):
    """Tell which file is no palette and why, in one sentence."""


def read(path: Path) -> Palette:
    """Read the palette in `path`, named by the file's stem; raise PaletteError if it is none."""
    text = _text_of(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PaletteError(f"{path.name!r} is not TOML: {error}") from error
    if "name" in table:
        where = _where(path, text, "name")
        raise PaletteError(f"{where}: 'name' is not a role, the file names the theme")
    try:
        return Palette.model_validate({**table, "name": path.stem})
    except ValidationError as error:
        first = _worst(error.errors())
        where = _where(path, text, _key_of(first))
        raise PaletteError(f"{where}: {_reason(first)}") from error


def read_own(path: Path) -> Palette:
    """Read a user's palette; raise PaletteError as well where a text cannot be read on a page."""
    palette = read(path)
    weak = weaknesses(palette)
    if weak:
        where = _where(path, _text_of(path), weak[0].role)
        more = f", and {len(weak) - 1} more like it" if len(weak) > 1 else ""
        raise PaletteError(f"{where}: {weak[0]}{more}")
    return palette


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PaletteError(f"{path.name!r} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PaletteError(f"{path.name!r} is not UTF-8 text") from error


def _where(path: Path, text: str, key: str) -> str:
    """Name the file, and the line that begins with this key."""
    for number, line in enumerate(text.splitlines(), start=1):
        if key and line.partition("=")[0].strip().strip("\"'") == key:
            return f"{path.name!r} line {number}"
    return repr(path.name)


def _worst(errors: "list[ErrorDetails]") -> "ErrorDetails":
    """Take a wrong name before a missing one: it often is the missing one misspelled."""
    return min(errors, key=lambda error: error["type"] != "extra_forbidden")


def _key_of(error: "ErrorDetails") -> str:
    """Give the key that an error is about; one of the whole file names its role first."""
    if error["loc"]:
        return str(error["loc"][0])
    quoted = error["msg"].split("'")
    return quoted[1] if len(quoted) > 1 else ""


def _reason(error: "ErrorDetails") -> str:
    key = str(error["loc"][0]) if error["loc"] else ""
    match key, error["type"]:
        case "", _:
            return error["msg"].removeprefix("Value error, ")
        case "name", _:
            return "a theme's file name is made of letters, digits, '-' and '_'"
        case "dark", _:
            return "'dark' must be there and be true or false"
        case _, "missing":
            return f"role {key!r} is missing"
        case _, "extra_forbidden":
            near = get_close_matches(key, ROLES, n=1)
            return f"{cut(key)} is not a role" + (f" (nearest: {near[0]})" if near else "")
        case _:
            value = cut(error["input"])
            return f"role {key!r} is {value}, not a colour like '#1a2b3c' or 'bright_blue'"
