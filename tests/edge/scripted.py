"""A backend that says what a test tells it to, and notes what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from omo_watch_core.edge.backend import Emit
from omo_watch_core.effects import Effect
from omo_watch_core.events import Event


class Scripted:
    """Be a server whose stream is in the hands of a test."""

    def __init__(self, answers: dict[type[Effect], Callable[[Effect], Sequence[Event]]]) -> None:
        """Answer effects by their type; others are answered by nothing."""
        self.answers = answers
        self.performed: list[Effect] = []
        self.streams: list[Emit] = []
        self.ended = 0
        self.is_closed = False

    async def stream(self, emit: Emit) -> None:
        """Hand the stream to the test, until it is cancelled."""
        self.streams.append(emit)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.ended += 1

    async def perform(self, effect: Effect) -> Sequence[Event]:
        """Note the effect and answer it."""
        self.performed.append(effect)
        answer = self.answers.get(type(effect))
        return answer(effect) if answer else ()

    async def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True
