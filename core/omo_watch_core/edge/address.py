"""Where a server is and who we are to it; the password never shows in a print of it."""

from __future__ import annotations

import base64
import ipaddress
import ssl
from urllib.parse import quote, unquote, urlsplit

from omo_watch_core.value import Value

DEFAULT_USER = "opencode"
DEFAULT_PORTS = {"http": 80, "https": 443}


class AddressError(ValueError):
    """The text names no server; its message says why."""


class Address(Value):
    """Hold the root url of a server, without credentials, and the credentials apart."""

    name: str
    url: str
    username: str = DEFAULT_USER
    password: str | None = None
    ca_file: str | None = None
    """PEM file of an own certificate authority."""
    read_only: bool = False
    """Nothing is ever changed there."""

    @classmethod
    def of(cls, name: str, url: str, password: str | None = None) -> Address:
        """Read `[http[s]://][user:password@]host[:port][/path]`; raise AddressError."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            place = _place(parts.hostname or "", parts.port)
        except ValueError as error:
            raise AddressError(f"not an address: {error}") from error
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise AddressError("an address begins with http:// or https:// and names a host")
        return cls(
            name=name,
            url=f"{parts.scheme}://{place}{quote(parts.path.rstrip('/'), safe='/%')}",
            username=unquote(parts.username) if parts.username else DEFAULT_USER,
            password=unquote(parts.password) if parts.password else password,
        )

    def __repr__(self) -> str:
        return f"Address({self.name!r}, {self.url!r})"

    @property
    def host(self) -> str:
        """Give the host alone, an IPv6 one without brackets."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Give the port, also where the url leaves it out."""
        parts = urlsplit(self.url)
        return parts.port or DEFAULT_PORTS[parts.scheme]

    @property
    def is_loopback(self) -> bool:
        """Tell whether requests stay on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers that say who we are; none without a password."""
        if self.password is None:
            return {}
        pair = f"{self.username}:{self.password}".encode()
        return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def tls(self) -> ssl.SSLContext:
        """Make what verifies the server; for http an empty one, which would trust nobody."""
        if self.url.startswith("https:"):
            return ssl.create_default_context(cafile=self.ca_file)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _place(host: str, port: int | None) -> str:
    """Write host and port as a url does, in ASCII; raise ValueError."""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    return host if port is None else f"{host}:{port}"
