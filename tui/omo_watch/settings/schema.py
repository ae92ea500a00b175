"""The settings file as a model; every field's text is also its documentation."""

from __future__ import annotations

from difflib import get_close_matches
from re import fullmatch
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from omo_watch.settings.chains import ChainSettings
from omo_watch.settings.columns import ColumnSettings
from omo_watch.settings.fallback import FallbackSettings
from omo_watch.settings.notifications import NotificationSettings
from omo_watch.settings.tasks import TaskSettings
from omo_watch_themes import TEXTS


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _check_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as http://127.0.0.1:4096")
    if parts.username or parts.password:
        raise ValueError("must not hold a password; use password_env")
    return url.rstrip("/")


def _check_accent(accent: str | None) -> str | None:
    if accent is None or accent in TEXTS or fullmatch("#[0-9a-fA-F]{6}", accent):
        return accent
    if accent.startswith("#"):
        raise ValueError(f"`{accent}` is not a colour like `#1a2b3c`")
    near = get_close_matches(accent, TEXTS, n=1, cutoff=0.0)
    raise ValueError(f"`{accent}` is not a role of a theme. Nearest: `{near[0]}`")


def _check_key(keys: object) -> object:
    """Name the fault once, and at its place: a choice of two types would name both of them."""
    if not isinstance(keys, str) and not _are_words(keys):
        raise ValueError("must be a key such as `M`, or a list of keys")
    return keys


def _are_words(keys: object) -> bool:
    listed = cast("list[object]", keys) if isinstance(keys, list) else [None]
    return all(isinstance(key, str) for key in listed)


class ServerSettings(_Strict):
    """One `[[servers]]` entry."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    """How the server is called on the screen and on the command line."""
    url: str
    """Its address, without credentials."""
    username: str = "opencode"
    """User of the basic authentication."""
    password_env: str | None = None
    """Name of the environment variable that holds the password."""
    accent: str | None = None
    """Colour of its name: a role of the theme, such as `bad`, or `#rrggbb`."""
    read_only: bool = False
    """Whether all that would change something there is refused."""

    _url = field_validator("url")(_check_url)
    _accent = field_validator("accent")(_check_accent)


class Settings(_Strict):
    """Everything in `config.toml`."""

    servers: tuple[ServerSettings, ...] = ()
    """The servers to watch when none is named."""
    mode: Literal["watch", "assist", "auto"] = "assist"
    """`watch` never changes anything; `assist` does what a person asks for and offers the next
    step; `auto` falls back by itself, as long as the screen or `omo-watch guard` runs."""
    name: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    """How other operators see whose program this is; user and machine where it is not set."""
    theme: str = "dusk"
    """Name of a palette."""
    glyphs: Literal["auto", "unicode", "ascii"] = "auto"
    """Signs on the screen; `auto` takes ASCII where the terminal cannot show the others."""
    columns: ColumnSettings = ColumnSettings()
    """Which columns the tables have."""
    keys: dict[str, Annotated[str | list[str], BeforeValidator(_check_key)]] = {}
    """Other keys for what the screen does, by its name in the README: `move = "M"`."""
    fallback: FallbackSettings = FallbackSettings()
    """How the local core falls back."""
    chains: ChainSettings = ChainSettings()
    """Which models follow when one fails."""
    tasks: TaskSettings = TaskSettings()
    """How many background tasks of our own run at once."""
    notifications: NotificationSettings = NotificationSettings()
    """Who is told what."""

    @field_validator("servers")
    @classmethod
    def _unique(cls, servers: tuple[ServerSettings, ...]) -> tuple[ServerSettings, ...]:
        names = [server.name for server in servers]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"two servers are called {twice!r}")
        return servers
