"""A retry that is announced while a step is under way."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import blame
from omo_watch_core.fallback.engine.resetting import unqueue
from omo_watch_core.fallback.engine.session import Trouble
from omo_watch_core.fallback.engine.stepping import begin, settle_sent, stop_first


def speaks_of_sent(bench: Bench, model: str | None) -> bool:
    """Tell whether an event names the model whose prompt is out and not answered."""
    step = bench.session.step
    if step is None or step.plan is None or step.waits != "prompt":
        return False
    return model is not None and model == step.plan.model


def overtake(bench: Bench, trouble: Trouble) -> bool:
    """Stop the run that a queued prompt waits for once that run waits itself."""
    queued = bench.session.queued
    if queued is None or queued.plan is None or queued.waits == "prompt" or not trouble.abort:
        return False
    if trouble.model == queued.plan.model:
        return False
    unqueue(bench, queued)
    blame(bench, trouble.model or queued.plan.failed, trouble)
    # The person was told of it when it was queued.
    told = replace(queued.trouble, quiet=True)
    step = replace(queued, trouble=told, before=None, was_awaiting=False)
    stop_first(bench, step, trouble.abort)
    return True


def interrupt(bench: Bench, trouble: Trouble) -> None:
    """Let the step stop what runs first; where its prompt is out, that one waits already.

    One failure advances once: before its prompt is sent a step stays the same step.
    """
    step = bench.session.step
    if step is None or trouble.abort is None:
        return
    if step.waits == "prompt":
        if trouble.model is not None and not speaks_of_sent(bench, trouble.model):
            bench.note(f"skipped: another model's prompt is out ({trouble.cause})")
            return
        settle_sent(bench)
        begin(bench, replace(trouble, yields="always"))
    elif step.plan is None:
        # Nothing is decided yet: this is the same failure, told by somebody who knows more.
        bench.session = replace(bench.session, step=None)
        begin(bench, trouble)
    elif step.waits != "abort":
        stop_first(bench, step, trouble.abort)
