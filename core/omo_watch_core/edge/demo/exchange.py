"""What a client asks and what it gets, as values."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from omo_watch_core.edge.demo.nouns import Json
from omo_watch_core.edge.demo.script import Reaction
from omo_watch_core.edge.demo.stage import Stage
from omo_watch_core.value import Value

JSON = "application/json"
PAGE = (
    b'<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8" />\n'
    b"    <title>OpenCode</title>\n  </head>\n  <body></body>\n</html>\n"
)


class Request(Value):
    """Hold what a client asks."""

    method: str
    path: str
    """Decoded, without the query."""
    query: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    body: bytes = b""
    header_directory: str = ""
    """What the header `x-opencode-directory` says."""
    session: str = ""
    """The session that the path names."""
    item: str = ""
    """The message, permission or question that the path names."""


class Reply(Value):
    """Hold what a client gets."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = msgspec.field(default_factory=dict[str, str])


Answer = tuple[Reply, Reaction | None]
"""The reply, and what it changes on the stage."""
Handler = Callable[[Stage, Request, int], Answer]


def said(value: object, **headers: str) -> Answer:
    """Answer a question."""
    return Reply(body=msgspec.json.encode(value), headers=headers), None


def done(reaction: Reaction, value: object = True) -> Answer:
    """Answer a deed."""
    return Reply(body=msgspec.json.encode(value)), reaction


def accepted(reaction: Reaction) -> Answer:
    """Answer a deed with an empty 204."""
    return Reply(status=204, content_type=""), reaction


class RefusedError(Exception):
    """A request is refused; it holds the reply, and what the reply says about why."""

    def __init__(self, status: int, body: Json) -> None:
        """Refuse with a status and a JSON body."""
        super().__init__(f"{status} {body}")
        self.data = body.get("data")
        self.reply = Reply(status=status, body=msgspec.json.encode(body))


def not_found(name: str, kind: str = "Session") -> RefusedError:
    """Make the refusal of something unknown."""
    data = {"message": f"{kind} not found: {name}"}
    return RefusedError(404, {"name": "NotFoundError", "data": data})


def bad_request(message: str, kind: str = "Payload") -> RefusedError:
    """Make the refusal of a wrong body or query."""
    return RefusedError(400, {"name": "BadRequest", "data": {"message": message, "kind": kind}})


def web_page() -> Reply:
    """Give the embedded web page, which stands for every unknown route."""
    return Reply(body=PAGE, content_type="text/html")
