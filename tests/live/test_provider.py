"""The scripted provider by itself: how long its connections live."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.live.provider_process import ProviderProcess

ASK = {"messages": [{"role": "user", "content": "Count the doors"}], "stream": True}


@pytest.fixture
async def client(provider: ProviderProcess) -> AsyncIterator[httpx.AsyncClient]:
    """Ask as the server does: a connection is taken again where it may be."""
    one = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    async with httpx.AsyncClient(base_url=provider.url, limits=one) as made:
        yield made


async def test_a_refusal_keeps_its_connection(client: httpx.AsyncClient) -> None:
    sockets: set[object] = set()
    for _ in range(5):
        answer = await _ask(client, "e429ms50")
        assert (answer.status_code, answer.headers["connection"]) == (429, "keep-alive")
        sockets.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
    assert len(sockets) == 1


async def test_a_stream_ends_with_its_connection(client: httpx.AsyncClient) -> None:
    answer = await _ask(client, "ok-gpt")
    assert (answer.status_code, answer.headers["connection"]) == (200, "close")
    *_, last, done = [line for line in answer.text.splitlines() if line]
    assert json.loads(last.removeprefix("data: "))["usage"]
    assert done == "data: [DONE]"


async def test_refusals_and_answers_are_noted_with_their_ends(
    client: httpx.AsyncClient, provider: ProviderProcess
) -> None:
    provider.clear()
    for model in ("e401", "ok-gpt", "streamerr"):
        await _ask(client, model)
    ends = [(call["ended"], call["status"]) for call in provider.requests(kind=None)]
    assert ends == [("refused", 401), ("answered", 200), ("cut", 200)]
    assert all(call["closed"] >= call["started"] for call in provider.requests(kind=None))


async def _ask(client: httpx.AsyncClient, model: str) -> httpx.Response:
    return await client.post("/v1/chat/completions", json=ASK | {"model": model})
