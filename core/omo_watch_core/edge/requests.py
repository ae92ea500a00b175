"""Requests to one server that are answered and done with."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.reasons import status_reason, why
from omo_watch_core.value import Value

if TYPE_CHECKING:
    import httpx

CONNECT_S = 5.0
MOST_BYTES = 64 * 1024 * 1024
WEB_PAGE = "text/html"


class NotAnsweredError(Exception):
    """A request got no answer, or one that says nothing; its message says why."""


class Answer(Value):
    """Hold what a server answered."""

    status: int
    content_type: str
    body: bytes
    cursor: str | None = None
    """Where older entries go on."""

    @property
    def is_page(self) -> bool:
        """Tell whether it is the embedded web page, which stands for every unknown route."""
        return self.content_type.startswith(WEB_PAGE)

    def known(self) -> bytes:
        """Give the body of a good JSON answer; raise NotAnsweredError."""
        if self.status != 200 or self.is_page:
            raise NotAnsweredError(status_reason(self.status, self.is_page))
        return self.body


class Requests:
    """Send requests to one server, over connections that are kept for the next ones."""

    def __init__(self, address: Address) -> None:
        """Prepare; nothing is connected before the first request."""
        self._address = address
        self._client: httpx.AsyncClient | None = None

    async def get(self, path: str, params: Mapping[str, str | int], within_s: float) -> Answer:
        """Ask; raise NotAnsweredError."""
        client = await self._ready()
        return await self._send(client, client.build_request("GET", path, params=params), within_s)

    async def post(self, path: str, body: bytes, within_s: float) -> Answer:
        """Send a JSON body; raise NotAnsweredError."""
        return await self._write("POST", path, body, within_s)

    async def patch(self, path: str, body: bytes, within_s: float) -> Answer:
        """Send a JSON body that changes something; raise NotAnsweredError."""
        return await self._write("PATCH", path, body, within_s)

    async def delete(self, path: str, within_s: float) -> Answer:
        """Have something deleted; raise NotAnsweredError."""
        client = await self._ready()
        return await self._send(client, client.build_request("DELETE", path), within_s)

    async def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _write(self, method: str, path: str, body: bytes, within_s: float) -> Answer:
        client = await self._ready()
        headers = {"content-type": "application/json"}
        request = client.build_request(method, path, content=body, headers=headers)
        return await self._send(client, request, within_s)

    async def _ready(self) -> httpx.AsyncClient:
        # Loading httpx takes longer than a key may wait, and the first frame needs it not.
        if "httpx" not in sys.modules:
            await asyncio.to_thread(importlib.import_module, "httpx")
        if self._client is None:
            self._client = _client(self._address)
        return self._client

    async def _send(
        self, client: httpx.AsyncClient, request: httpx.Request, within_s: float
    ) -> Answer:
        from httpx import HTTPError

        try:
            async with asyncio.timeout(within_s):
                response = await client.send(request, stream=True)
                try:
                    return _answer(response, await _body(response))
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise NotAnsweredError(f"no answer within {within_s:g} s") from error
        except (HTTPError, OSError) as error:
            raise NotAnsweredError(why(error)) from error


def _client(address: Address) -> httpx.AsyncClient:
    import httpx

    return httpx.AsyncClient(
        base_url=address.url,
        headers=address.headers,
        verify=address.tls(),
        timeout=httpx.Timeout(None, connect=CONNECT_S),
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=4),
        follow_redirects=False,
        trust_env=False,  # no proxy and no netrc learn where we go or who we are
    )


async def _body(response: httpx.Response) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > MOST_BYTES:
            raise NotAnsweredError(f"the answer is larger than {MOST_BYTES >> 20} MiB")
        pieces.append(piece)
    return b"".join(pieces)


def _answer(response: httpx.Response, body: bytes) -> Answer:
    return Answer(
        status=response.status_code,
        content_type=response.headers.get("content-type", ""),
        body=body,
        cursor=response.headers.get("x-next-cursor"),
    )
