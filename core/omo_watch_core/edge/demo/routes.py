"""The HTTP side of a host: one application that speaks as an OpenCode server does."""

from __future__ import annotations

import base64
import hmac
from collections.abc import AsyncGenerator

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from omo_watch_core.edge.demo.exchange import Request
from omo_watch_core.edge.demo.host import Host

USER = "opencode"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
STREAM_HEADERS = {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
}
UNAUTHORIZED = b'{"_tag":"UnauthorizedError","message":"Authentication required"}'


def application(host: Host, password: str | None) -> Starlette:
    """Make the application of a host; with a password every route asks for it."""

    async def stream(request: HttpRequest) -> Response:
        if not _may(request, password):
            return _unauthorised(request)
        return StreamingResponse(_lines(host), headers=STREAM_HEADERS)

    async def any_other(request: HttpRequest) -> Response:
        if not _may(request, password):
            return _unauthorised(request)
        reply = host.answer(await _read(request))
        typed = {"content-type": reply.content_type} if reply.content_type else {}
        return Response(reply.body, reply.status, headers={**typed, **reply.headers})

    return Starlette(
        routes=[
            Route("/global/event", stream, methods=["GET"]),
            Route("/{path:path}", any_other, methods=METHODS),
        ]
    )


async def _lines(host: Host) -> AsyncGenerator[bytes]:
    events = host.listen()
    try:
        async for said in events:
            yield b"".join(b"data: " + data + b"\n\n" for data in said)
    finally:
        await events.aclose()


async def _read(request: HttpRequest) -> Request:
    return Request(
        method=request.method,
        path=request.url.path,
        query=dict(request.query_params),
        body=await request.body(),
        header_directory=request.headers.get("x-opencode-directory", ""),
    )


def _may(request: HttpRequest, password: str | None) -> bool:
    if password is None:
        return True
    token = base64.b64encode(f"{USER}:{password}".encode()).decode()
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), f"Basic {token}".encode())


def _unauthorised(request: HttpRequest) -> Response:
    headers = {"www-authenticate": 'Basic realm="Secure Area"'}
    if request.method == "POST" and request.url.path.startswith("/api/session/"):
        return Response(UNAUTHORIZED, 401, headers={**headers, "content-type": "application/json"})
    return Response(b"", 401, headers=headers)
