"""Answers of the host to what a step asked; answers to abandoned questions change nothing."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback import gate
from omo_watch_core.fallback.agents import from_history
from omo_watch_core.fallback.engine import queueing
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import agent_of
from omo_watch_core.fallback.engine.happenings import (
    AbortAnswered,
    HistoryRead,
    PromptAnswered,
    StatusRead,
)
from omo_watch_core.fallback.engine.resetting import answered
from omo_watch_core.fallback.engine.sending import (
    accept,
    hold,
    on_status,
    prepare_prompt,
    read_later,
    refuse,
)
from omo_watch_core.fallback.engine.session import Pending
from omo_watch_core.fallback.engine.stepping import go_on, read_history
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.visible import has_partial_text, has_visible_answer


def abort_answered(bench: Bench, event: AbortAnswered) -> None:
    """Go on behind the barrier; a failed abort is only noted, a held one ends the step."""
    if event.result == "done":
        bench.session = replace(bench.session, gate=gate.released())
    step = _step(bench, event.ask)
    if step is None:
        return
    if event.result == "held":
        bench.session = replace(bench.session, own_abort=False, own_abort_ms=None)
        refuse(bench, step, "the abort was held back")
    else:
        if event.result == "failed":
            bench.note("the abort failed")
        read_history(bench, step)


def history_read(bench: Bench, event: HistoryRead) -> None:
    """Go on with what the messages tell."""
    step, queued = _step(bench, event.ask), bench.session.queued
    if event.ask == bench.session.looking:
        bench.session = replace(bench.session, looking=None)
        if event.said is not None and bench.session.awaiting and has_visible_answer(event.said):
            answered(bench)
    elif step is not None and step.waits == "agent":
        go_on(bench, step.trouble, _agent_in(bench, event.said))
    elif step is not None and step.waits == "partial":
        _after_cut(bench, step, event.said)
    elif step is not None and event.said is None:
        read_later(bench, step)
    elif step is not None and event.said is not None:
        prepare_prompt(bench, step, event.said)
    elif queued is not None and queued.ask == event.ask:
        queueing.on_history(bench, queued, event.said)


def status_read(bench: Bench, event: StatusRead) -> None:
    """Go on with what the session does."""
    step, queued = _step(bench, event.ask), bench.session.queued
    if step is not None:
        on_status(bench, step, event.status)
    elif queued is not None and queued.ask == event.ask:
        queueing.on_status(bench, queued, event.status)


def prompt_answered(bench: Bench, event: PromptAnswered) -> None:
    """Take the step or give it up."""
    step, queued = _step(bench, event.ask), bench.session.queued
    if queued is not None and queued.ask == event.ask:
        queueing.on_answer(bench, queued, event.result)
    if step is None:
        return
    if event.result != "held":
        hold(bench, step)
    if event.result == "taken":
        accept(bench, step, "sent")
    elif event.result == "unclear":
        accept(bench, step, "unclear")
    else:
        refuse(bench, step, event.reason or event.result)


def _after_cut(bench: Bench, step: Pending, said: tuple[Said, ...] | None) -> None:
    """Go on where the connection broke in the middle of an answer (REC of 15)."""
    if said is not None and has_partial_text(said):
        go_on(bench, step.trouble, agent_of(bench, step.trouble.agent) or _agent_in(bench, said))
    else:
        bench.session = replace(bench.session, step=None)
        bench.note("not retryable: the connection broke before any text")


def _agent_in(bench: Bench, said: tuple[Said, ...] | None) -> str | None:
    return from_history(said or (), bench.setup.chains.agents.keys())


def _step(bench: Bench, ask: int) -> Pending | None:
    step = bench.session.step
    return step if step is not None and step.ask == ask else None
