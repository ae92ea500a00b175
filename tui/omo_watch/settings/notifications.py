"""`[notifications]`: who is told what, and how."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from omo_watch_core.notify.nouns import CAUSES, Rules
from omo_watch_core.notify.quiet import read_quiet

Name = Annotated[str, Field(min_length=1, max_length=100)]
_OWN_HEADERS = frozenset({"host", "content-type", "content-length", "transfer-encoding"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _check_hook(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as https://hooks.example.org/omo")
    if parts.username or parts.password:
        raise ValueError("must not hold a password; use headers_env")
    return url


def _check_headers(headers: dict[str, str]) -> dict[str, str]:
    for name in headers:
        if not name.replace("-", "").isalnum() or not name.isascii():
            raise ValueError(f"{name!r} is no name of a header")
        if name.lower() in _OWN_HEADERS:
            raise ValueError(f"{name!r} is not yours to set")
    return headers


def _check_quiet(hours: str) -> str:
    read_quiet(hours)
    return hours


class WebhookSettings(_Strict):
    """`[notifications.webhook]`: a POST with a JSON body."""

    url: Annotated[str, AfterValidator(_check_hook)] | None = None
    """Where to."""
    url_env: Name | None = None
    """Name of the environment variable that holds the address, where that is itself a secret."""
    headers_env: Annotated[dict[str, Name], AfterValidator(_check_headers)] = {}
    """Headers, each with the name of the environment variable that holds it."""
    include_text: bool = False
    """Whether titles and what is asked go along."""

    @model_validator(mode="after")
    def _whole(self) -> WebhookSettings:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("wants either url or url_env")
        if self.url and self.headers_env and not is_safe(self.url):
            raise ValueError("headers go over https only, or to this machine")
        return self


class NotificationSettings(_Strict):
    """What people are told who do not look at the screen; nothing unless a way is named."""

    tell_others: bool = True
    """Whether people at the servers' own screens are told, by a toast, what you did here."""
    bell: bool = False
    """Whether the terminal rings."""
    desktop: Literal["off", "auto", "osc9", "osc777", "notify-send"] = "off"
    """How the desktop is told; `auto` takes what this terminal or machine has."""
    webhook: WebhookSettings | None = None
    """Which other program is told."""
    asking: bool = True
    """A permission or a question waits for a person."""
    stuck: bool = True
    """A session will not go on by itself."""
    exhausted: bool = True
    """A session ended without an answer; its chain is used up, where it has one."""
    done: bool = False
    """A session and all below it are done."""
    after_seconds: Annotated[int, Field(ge=0, le=86_400)] = 10
    """So long it must stand before it is told."""
    pause_seconds: Annotated[int, Field(ge=1, le=86_400)] = 30
    """So long there is no second notice; what comes between goes into the next one."""
    quiet: Annotated[str, AfterValidator(_check_quiet)] | None = None
    """Hours without any, by this machine's clock: `22:00-07:00`."""
    only_when_away: bool = True
    """No bell and no desktop for the session that you look at."""
    at_start: bool = False
    """Whether what stands already at the start is counted, once."""

    @field_validator("desktop", mode="before")
    @classmethod
    def _switched(cls, wish: object) -> object:
        """Take `true` and `false` too, as for the bell."""
        return {True: "auto", False: "off"}.get(wish, wish) if isinstance(wish, bool) else wish

    @property
    def tells(self) -> bool:
        """Tell whether any way is named."""
        return self.bell or self.desktop != "off" or self.webhook is not None

    def as_rules(self) -> Rules:
        """Give the rules as the core wants them."""
        return Rules(
            causes=frozenset(cause for cause in CAUSES if getattr(self, cause)),
            after_ms=self.after_seconds * 1_000,
            pause_ms=self.pause_seconds * 1_000,
            quiet=read_quiet(self.quiet) if self.quiet else None,
            only_when_away=self.only_when_away,
            at_start=self.at_start,
        )


def is_safe(url: str) -> bool:
    """Tell whether nobody on the way can read what is sent."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
