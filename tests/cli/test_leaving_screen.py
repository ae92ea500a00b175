"""What the screen does when the system ends it: what is under way ends before the program does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from omo_watch.app import OmoWatch
from omo_watch.cli import opening
from omo_watch.leaving import Leave
from omo_watch.live_desk import LiveDesk
from omo_watch.settings import Settings

URL = "http://127.0.0.1:9"


@pytest.mark.parametrize("fails", [False, True])
def test_a_signal_stops_the_desk_first_and_then_the_screen(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    heeded: list[Leave] = []

    async def stop(desk: LiveDesk) -> None:
        await asyncio.sleep(0)
        done.append("stopped")
        if fails:
            raise OSError("no more")

    async def signalled() -> None:
        await heeded[0](143)

    def run(app: OmoWatch, **options: Any) -> int:
        try:
            asyncio.run(signalled())
        except OSError:
            done.append("failed")
        return 143

    monkeypatch.setattr(LiveDesk, "stop", stop)
    monkeypatch.setattr(OmoWatch, "run", run)
    monkeypatch.setattr(OmoWatch, "exit", lambda app, code: done.append(code))
    monkeypatch.setattr(opening, "heed_signals", lambda leave, abandon: heeded.append(leave))
    wish = opening.Wish((URL,), demo=False, mode="watch", theme=None)
    assert opening.open_screen(wish, Settings()) == 143
    assert done == ["stopped", 143, *(["failed"] if fails else [])]
