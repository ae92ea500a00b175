"""Reads a palette from a TOML file and says in one sentence what is wrong with it."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from reprlib import repr as cut
from typing import TYPE_CHECKING

from pydantic import ValidationError

from omo_watch_themes.palette import ROLES, Palette

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class PaletteError(ValueError):
    """Tell which file is no palette and why, in one sentence."""


def read(path: Path) -> Palette:
    """Read the palette in `path`, named by the file's stem; raise PaletteError if it is none."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PaletteError(f"{path.name!r} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PaletteError(f"{path.name!r} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise PaletteError(f"{path.name!r} is not TOML: {error}") from error
    if "name" in table:
        raise PaletteError(f"{path.name!r}: 'name' is not a role, the file names the theme")
    try:
        return Palette.model_validate({**table, "name": path.stem})
    except ValidationError as error:
        raise PaletteError(f"{path.name!r}: {_reason(error.errors()[0])}") from error


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
