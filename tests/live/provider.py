"""A scripted OpenAI-compatible provider: the model's name and the prompt decide its answer.

Model names begin with ok, reason, reasonlong, slow, long, `rRATE-nCOUNT` (words per second,
words), limited, flaky, hang, eSTATUS, ctx, length, filter, empty, drop, streamerr, big or bigloop.
The notation of prompts is in `tests.live.script`.  Tests read `GET /_requests` (of one model:
`?model=`), forget with `POST /_clear`, and let a model behave like another with
`POST /_play {"model": …, "as": …}`.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import json
import sys
import time
from collections import Counter

from tests.live.answers import Stream
from tests.live.ask import Ask
from tests.live.exchange import Exchange, read_exchange
from tests.live.refusals import Refusal, refusal, slow_down

FLAKY = 2  # refusals per prompt before a flaky model answers


@dataclasses.dataclass
class Record:
    """One model call; times are epoch seconds, `ended` says who closed it and how."""

    id: int
    model: str
    kind: str
    tools: list[str]
    effort: str | None
    prompt: str
    messages: list[dict[str, object]]
    started: float
    closed: float | None = None
    ended: str | None = None  # answered, refused, cut (by us), left (by the client)
    status: int | None = None

    def end(self, ended: str, status: int | None) -> None:
        """Write down that the call is over."""
        self.closed, self.ended, self.status = time.time(), ended, status


class Provider:
    """The state behind the provider's routes."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.refused: Counter[tuple[str, str]] = Counter()
        self.plays: dict[str, str] = {}
        self.count = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes by one connection; a client that leaves ends its answer."""
        try:
            while exchange := await read_exchange(reader, writer):
                await self.route(exchange, reader)
                if exchange.closes:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def route(self, exchange: Exchange, reader: asyncio.StreamReader) -> None:
        """Send a request to the part that answers it."""
        if exchange.path == "/v1/chat/completions":
            await self.complete(exchange, reader)
        elif exchange.path == "/_requests":
            model = exchange.query.get("model")
            chosen = [r for r in self.records if model in (None, r.model)]
            await exchange.reply([dataclasses.asdict(record) for record in chosen])
        elif exchange.path == "/_clear":
            self.records.clear()
            self.refused.clear()
            self.plays.clear()
            await exchange.reply(True)
        elif exchange.path == "/_play":
            wish = json.loads(exchange.body)
            self.plays[wish["model"]] = wish["as"]
            await exchange.reply(True)
        else:
            await exchange.reply({"object": "list", "data": []})

    async def complete(self, exchange: Exchange, reader: asyncio.StreamReader) -> None:
        """Record and answer a model call."""
        ask = Ask(json.loads(exchange.body))
        record = self.note(ask)
        played = self.plays.get(ask.model)
        ask = Ask({**ask.body, "model": played}) if played else ask
        refused = self.refusal(ask)
        if refused:
            record.end("refused", refused.status)
            await exchange.reply(refused.body(), refused.status, refused.headers)
        else:
            record.end(await self.stream(ask, exchange, reader), exchange.status)

    async def stream(self, ask: Ask, exchange: Exchange, reader: asyncio.StreamReader) -> str:
        """Stream an answer until its end or until the client leaves; return which it was."""
        answer = asyncio.create_task(self.answer(ask, exchange))
        left = asyncio.create_task(reader.read(1))
        await asyncio.wait({answer, left}, return_when=asyncio.FIRST_COMPLETED)
        whole = answer.done() and not answer.exception()
        for job in (answer, left):
            job.cancel()
        return answer.result() if whole else "left"

    def note(self, ask: Ask) -> Record:
        """Write down that a call has begun."""
        self.count += 1
        record = Record(
            self.count,
            ask.model,
            ask.kind,
            ask.tools,
            ask.body.get("reasoning_effort"),
            ask.prompt,
            ask.seen(),
            time.time(),
        )
        self.records.append(record)
        return record

    async def answer(self, ask: Ask, exchange: Exchange) -> str:
        """Say what a model says; return how it ended."""
        if ask.model.startswith("hang"):
            await asyncio.Event().wait()
        whole = await Stream(ask, exchange).play()
        await exchange.drain()
        return "answered" if whole else "cut"

    def refusal(self, ask: Ask) -> Refusal | None:
        """Say whether this call is refused; a prompt's own refusal comes before the model's."""
        if ask.script.error and not ask.script.steps and ask.kind != "title":
            return Refusal(*ask.script.error)
        if ask.model.startswith("flaky"):
            self.refused[ask.model, ask.prompt] += 1
            return slow_down() if self.refused[ask.model, ask.prompt] <= FLAKY else None
        return refusal(ask.model)


async def run(port: int, tied: bool) -> None:
    """Serve on loopback until cancelled, or until stdin closes when `tied` to a parent."""
    server = await asyncio.start_server(Provider().serve, "127.0.0.1", port, backlog=512)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"provider listening on http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    if tied:
        await asyncio.to_thread(sys.stdin.read)
    else:
        await server.serve_forever()


def main() -> None:
    """Run the provider from a shell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument("--tied", action="store_true", help="end when stdin closes")
    chosen = options.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(chosen.port, chosen.tied))


if __name__ == "__main__":
    main()
