"""What was sent, as commands that a person can paste; never with a password."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from urllib.parse import urlsplit

from omo_watch_core.sent import Request

HEAD = "# where the server wants a password: add -u USER, and curl asks for it"


def as_curl(url: str, requests: Iterable[Request]) -> str:
    """Write requests as commands of curl."""
    return "\n".join((HEAD, *(_command(_without_user(url), request) for request in requests), ""))


def _command(url: str, request: Request) -> str:
    verb, path, *_ = request.what.split(" ")
    command = f"curl -sS -X {verb} {quote(url + path)}"
    if request.body:
        body = quote(request.body.decode("utf-8", "replace"))
        return f"{command} -H 'content-type: application/json' --data-raw {body}"
    return command if verb == "DELETE" else f"{command}  # its body was not kept"


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
