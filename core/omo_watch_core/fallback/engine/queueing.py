"""A prompt that waits until its session is free: looked at again and again, but not for ever."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback import gate
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.effects import ReadHistory, ReadStatus
from omo_watch_core.fallback.engine.resetting import unqueue
from omo_watch_core.fallback.engine.sending import (
    STATUS_MS,
    WORKING,
    arm,
    hold,
    resume_queued,
)
from omo_watch_core.fallback.engine.session import Pending
from omo_watch_core.fallback.engine.stepping import HISTORY_MS
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.visible import blocks_prompt


def look(bench: Bench, queued: Pending) -> None:
    """Ask whether the session is free by now."""
    ask = bench.ask()
    after = replace(queued, waits="status", ask=ask, deadline_ms=bench.now + STATUS_MS)
    bench.session = replace(bench.session, queued=after)
    bench.want(ReadStatus(key=bench.key, cause="is it free by now", ask=ask))


def on_status(bench: Bench, queued: Pending, status: str | None) -> None:
    """Go on to the history when nothing runs."""
    if status is None or status in WORKING or gate.is_reserved(bench.session.gate, bench.now):
        wait(bench, queued)
        return
    ask = bench.ask()
    after = replace(queued, waits="history", ask=ask, deadline_ms=bench.now + HISTORY_MS)
    bench.session = replace(bench.session, queued=after)
    bench.want(ReadHistory(key=bench.key, cause="is it free by now", ask=ask))


def on_history(bench: Bench, queued: Pending, said: tuple[Said, ...] | None) -> None:
    """Send the prompt when nothing works."""
    if said is None or (blocks_prompt(said) and not bench.session.own_abort):
        wait(bench, queued)
    else:
        resume_queued(bench, queued)


def on_answer(bench: Bench, queued: Pending, result: str) -> None:
    """Take it out of the queue, however it was answered."""
    if result in ("held", "refused"):
        unqueue(bench, queued)
    else:
        bench.session = replace(bench.session, queued=None)
        if not bench.session.worked:
            arm(bench)
    if result != "held":
        hold(bench, queued)
    bench.note(f"queued prompt: {result}")


def wait(bench: Bench, queued: Pending) -> None:
    """Look again later; a prompt that waited long enough is given up."""
    tries = queued.tries + 1
    if tries >= gate.QUEUE_TRIES:
        unqueue(bench, queued)
        bench.note(f"given up: the session never became free for {_model(queued)}")
        return
    due = bench.now + gate.QUEUE_STEP_MS
    after = replace(queued, waits="queue", ask=0, deadline_ms=due, tries=tries)
    bench.session = replace(bench.session, queued=after)


def _model(queued: Pending) -> str:
    return queued.plan.model if queued.plan else ""
