"""A tree is stopped at any moment: the provider's streams close, and nobody asks it again."""

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest

from omo_watch_core.actions.action import CancelAction
from omo_watch_core.family import descendants
from tests.live.lab import Json, Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash, par, task
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real
AT_ONCE = 5
ROUNDS = 10 if os.environ.get("OMO_WATCH_SOAK") else 1
CLOSED_S, STILL_S = 5.0, 10.0
LONG = "[[words 600]][[delay 0.1]]"


class Trial(NamedTuple):
    """One tree, and the moment at which it is stopped."""

    watcher: Watcher
    lab: Lab
    provider: ProviderProcess
    chance: random.Random
    mark: str
    """Stands in every prompt of the tree, so that the provider's calls can be told apart."""

    def calls(self) -> list[Json]:
        """Give what the provider was asked for the tree, titles aside."""
        everything = self.provider.requests(kind=None)
        return [call for call in everything if call["kind"] != "title" and self.mark in _said(call)]

    async def asked(self, holds: Callable[[list[Json]], object]) -> None:
        """Wait until the provider's calls are as wanted."""

        async def calls() -> list[Json]:
            return self.calls()

        await self.lab.until(calls, holds)

    async def begin(self, text: str, model: str = "ok-gpt") -> str:
        """Prompt a session that the watcher knows already."""
        session = await self.lab.create(f"Trial {self.mark}")
        await self.watcher.until(lambda _: session in self.watcher.server.sessions)
        await self.lab.prompt(session, f"{self.mark} {text}", model)
        return session

    async def sometime(self, most: float) -> None:
        """Let a random time pass."""
        await asyncio.sleep(self.chance.uniform(0, most))


async def before_the_first_busy(trial: Trial) -> str:
    session = await trial.begin(LONG)
    await trial.sometime(0.03)
    return session


async def in_the_middle_of_words(trial: Trial) -> str:
    children = (task(f"{trial.mark} {name} {LONG}", title=name) for name in "AB")
    session = await trial.begin(par(*children))
    await trial.asked(lambda calls: sum(call["closed"] is None for call in calls) == 2)
    await trial.sometime(1.5)
    return session


async def in_a_tool(trial: Trial) -> str:
    worker = task(f"{trial.mark} work {bash('sleep 60')}", title="Worker")
    session = await trial.begin(par(worker, bash("sleep 60")))

    def works(_: object) -> bool:
        server = trial.watcher.server
        below = descendants(server, session)
        return bool(below) and all(server.sessions[name].tools for name in (session, *below))

    await trial.watcher.until(works)
    await trial.sometime(1.5)
    return session


async def in_a_wait(trial: Trial) -> str:
    session = await trial.begin("wait", "limited2-gpt")
    await trial.watcher.becomes(session, "retry")
    await trial.sometime(4)
    return session


async def in_a_compaction(trial: Trial) -> str:
    session = await trial.begin("fill", "bigloop-gpt")
    await trial.asked(lambda calls: any(call["kind"] == "compaction" for call in calls))
    await trial.sometime(1.5)
    return session


MOMENTS: tuple[Callable[[Trial], Awaitable[str]], ...] = (
    before_the_first_busy,
    in_the_middle_of_words,
    in_a_tool,
    in_a_wait,
    in_a_compaction,
)


async def test_a_tree_is_stopped_at_any_moment(
    lab: Lab,
    server: RealServer,
    provider: ProviderProcess,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    seed = int(os.environ.get("OMO_WATCH_SEED") or random.randrange(10**6))
    record_testsuite_property("seed", seed)
    took: list[float] = []
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        for number in range(ROUNDS):
            provider.clear()
            trials = [
                Trial(watcher, lab, provider, random.Random(f"{seed} {number} {place}"),
                      f"trial{seed}x{number}x{place}.")
                for place in range(AT_ONCE)
            ]  # fmt: skip
            told = f"OMO_WATCH_SEED={seed} round {number}"
            tried = zip(trials, MOMENTS, strict=True)
            for each in await asyncio.gather(*(_try(trial, reach, told) for trial, reach in tried)):
                took += each
    longest = f"{len(took)} open streams closed, the last one after {max(took, default=0):.2f} s"
    sys.stdout.write(f"{ROUNDS * AT_ONCE} trees, seed {seed}: {longest}\n")


async def _try(trial: Trial, reach: Callable[[Trial], Awaitable[str]], told: str) -> list[float]:
    """Stop one tree at its moment; gives how long after the key its open streams closed."""
    told = f"{told}, {reach.__name__}"
    session = await reach(trial)
    done = await trial.watcher.stop(session, "tree", confirmed=True)
    assert done.result == "stopped", f"{told}: {done}"
    await asyncio.sleep(max((done.ended_ms or 0) / 1000 + STILL_S - time.time(), 0))
    _check(trial.calls(), done, told)
    statuses = await trial.lab.statuses()
    assert not statuses.keys() & set(done.targets), f"{told}: {statuses}"
    after = [call["closed"] - done.started_ms / 1000 for call in trial.calls()]
    return [seconds for seconds in after if seconds > 0]


def _check(calls: list[Json], done: CancelAction, told: str) -> None:
    pressed, ended = done.started_ms / 1000, (done.ended_ms or 0) / 1000
    for call in calls:
        shown = {key: call[key] for key in ("model", "kind", "started", "closed", "ended")}
        said = f"{told}, pressed {pressed}, ended {ended}: {shown}"
        assert call["closed"] is not None, f"open still, {said}"
        assert call["closed"] <= pressed + CLOSED_S, f"closed late, {said}"
        assert call["started"] <= ended, f"asked again, {said}"


def _said(call: Json) -> str:
    return "\n".join([call["prompt"], *(message["text"] for message in call["messages"])])
