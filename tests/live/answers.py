"""What the scripted provider's models say: text, thoughts, tool calls, and broken streams."""

import asyncio
import itertools
import json
import re
from typing import NamedTuple

from tests.live.ask import Ask
from tests.live.exchange import Exchange

VERSE = "the session keeps its model while the agent reads a file and writes the next part"
NEARLY_FULL = 196_000  # tokens: past the point where a 200k context is compacted
GOES_ON = "Continue if you have next steps"  # the server's prompt after a compaction
FINISH = {"length": "length", "filter": "content_filter"}
MID_STREAM = {
    "message": "The server had an error mid stream",
    "type": "server_error",
    "code": None,
}
CUT_AFTER = 4  # words that get out before a stream breaks
THOUGHTS = 200  # of a model that is caught in the middle of them


class Pace(NamedTuple):
    """How much a model says and how fast (seconds per word; 0 = as fast as it goes)."""

    words: int
    every: float


def pace(ask: Ask) -> Pace:
    """Read the pace from the model's name, then from the prompt."""
    words, every = _named_pace(ask.model)
    script = ask.script
    return Pace(
        words if script.words is None else script.words,
        every if script.delay is None else script.delay,
    )


def _named_pace(model: str) -> Pace:
    rate = re.match(r"r(\d+)-n(\d+)", model)
    if rate:
        return Pace(int(rate[2]), 1 / int(rate[1]) if rate[1] != "0" else 0.0)
    if model.startswith("slow"):
        return Pace(200, 0.1)
    if model.startswith("long"):
        return Pace(40, 0.05)
    return Pace(0 if model.startswith("empty") else 8, 0.02)


def text(ask: Ask) -> list[str]:
    """Give the answer in the pieces that are sent one by one."""
    script = ask.script
    if ask.kind == "title":
        return [title(ask)]
    if script.say is not None:
        return re.findall(r"\S+\s*|\s+", script.say)
    count = pace(ask).words
    lead = [f"{ask.model}: "] if count else []
    return [
        *lead,
        *(word + " " for word in itertools.islice(itertools.cycle(VERSE.split()), count)),
    ]


def title(ask: Ask) -> str:
    """Make a title of the first words that a person wrote."""
    return " ".join(ask.script.plain.split()[:6]).strip('"') or "Scripted run"


class Stream:
    """One streamed completion."""

    def __init__(self, ask: Ask, exchange: Exchange) -> None:
        self.ask = ask
        self.exchange = exchange
        self.is_like = ask.model.startswith

    async def play(self) -> bool:
        """Send the whole answer; return False when the stream was broken on purpose."""
        await self.exchange.open_stream()
        self.delta(role="assistant", content="")
        if self.is_like("streamerr"):
            self.delta(content="partial ")
            self.exchange.send({"error": MID_STREAM})
            return False
        if self.ask.calls:
            return self.call_tools()
        await self.think()
        return await self.talk()

    def delta(self, finish: str | None = None, usage: object = None, **delta: object) -> None:
        """Queue one chunk."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": self.ask.model,
            "choices": [choice],
        }
        self.exchange.send(chunk | ({"usage": usage} if usage else {}))

    def call_tools(self) -> bool:
        """Send the step's tool calls, their arguments in pieces."""
        for index, call in enumerate(self.ask.calls):
            name = f"call_{len(self.ask.messages)}_{index}"
            start = {"name": call.name, "arguments": ""}
            self.delta(
                tool_calls=[{"index": index, "id": name, "type": "function", "function": start}]
            )
            arguments = json.dumps(call.arguments)
            for at in range(0, len(arguments), 60):
                piece = {"arguments": arguments[at : at + 60]}
                self.delta(tool_calls=[{"index": index, "function": piece}])
        return self.end("tool_calls", 21 * len(self.ask.calls))

    async def think(self) -> None:
        """Send reasoning first, if the model is of that kind; `reasonlong` takes its time."""
        if self.is_like("reason"):
            long = self.is_like("reasonlong")
            for number in range(THOUGHTS if long else 6):
                self.delta(reasoning_content=f"thought {number}, ")
                await asyncio.sleep(0.1 if long else 0.02)

    async def talk(self) -> bool:
        """Send the text at its pace, measured from its start so that delays do not add up."""
        every = pace(self.ask).every
        clock = asyncio.get_running_loop().time
        start = clock()
        words = text(self.ask)
        for number, word in enumerate(words, 1):
            self.delta(content=word)
            if number == CUT_AFTER and self.is_like("drop"):
                return False
            await self.exchange.drain()
            await asyncio.sleep(max(0.0, start + number * every - clock()))
        finish = next((v for k, v in FINISH.items() if self.is_like(k)), "stop")
        return self.end(finish, len(words))

    def end(self, finish: str, words: int) -> bool:
        """Send the finish reason and the count of tokens."""
        came = self.tokens_in()
        thoughts = 7 if self.is_like("reason") else 0
        self.delta(
            finish,
            {
                "prompt_tokens": came,
                "completion_tokens": words,
                "total_tokens": came + words,
                "prompt_tokens_details": {"cached_tokens": came // 2},
                "completion_tokens_details": {"reasoning_tokens": thoughts},
            },
        )
        self.exchange.send("[DONE]")
        return True

    def tokens_in(self) -> int:
        """Count what came in; a `big` model says that its context is nearly full.

        It says so once per turn, not again when the server goes on by itself after a compaction;
        `bigloop` says it always, which never ends.
        """
        again = self.ask.prompt.startswith(GOES_ON) and not self.is_like("bigloop")
        if self.is_like("big") and self.ask.kind == "turn" and not again:
            return NEARLY_FULL
        return self.ask.tokens
