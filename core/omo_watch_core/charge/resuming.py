"""A session goes on with another model: an action like a person's, begun by the engine."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.override import override, refusal
from omo_watch_core.charge import stopping
from omo_watch_core.charge.duty import Errand
from omo_watch_core.charge.moving import automatic, begin
from omo_watch_core.charge.shift import Shift
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import Resume
from omo_watch_core.select.ladder import answering

Answer = Literal["taken", "unclear", "refused", "held"]


def resume(shift: Shift, want: Resume, errand: Errand) -> None:
    """Begin the action that prompts, and watch what becomes of its prompt."""
    server, session = shift.server(want.key), shift.session(want.key)
    if server is None or session is None:
        return
    action = automatic(
        shift,
        want,
        session,
        answering(session),
        shift.duty.newest.get(want.key, ""),
        aborted=want.key in shift.duty.barriers,
    )
    begun, effects = override.begin(action, server, session)
    shift.duty = replace(shift.duty, barriers=shift.duty.barriers - {want.key})
    stopping.go_on(shift, want.key, begun.id)
    shift.take(replace(errand, id=begun.id))
    begin(shift, want, begun, effects, reason=want.reason)


def follow(shift: Shift, errand: Errand) -> None:
    """Tell the engine what became of the prompt, once that is known."""
    action = shift.state.actions.get(errand.id)
    if not isinstance(action, OverrideAction):
        _answer(shift, errand, "held", "the action was given up")
        return
    if action.message and shift.duty.prompts.get(errand.key) != action.message:
        prompts = {**shift.duty.prompts, errand.key: action.message}
        shift.duty = replace(shift.duty, prompts=prompts)
    if not shift.is_awaited(errand):
        _let_go(shift, errand, action)
    elif action.result == "refused":
        _answer(shift, errand, "refused" if action.sent_ms else "held", action.evidence)
    elif action.result is not None or action.phase in ("proving", "judging"):
        _answer(shift, errand, "unclear" if action.unclear else "taken", "")


def _let_go(shift: Shift, errand: Errand, action: OverrideAction) -> None:
    """End an action that nobody wants any more, unless its prompt is out."""
    shift.close(errand)
    if action.result is None and not action.sent_ms:
        ended, _ = refusal.gone(action, shift.now, "it was stopped or prompted meanwhile")
        actions = {**shift.state.actions, ended.id: ended}
        shift.state = replace(shift.state, actions=actions)


def _answer(shift: Shift, errand: Errand, result: Answer, reason: str) -> None:
    shift.close(errand)
    if result in ("refused", "held"):
        shift.look_again(errand.key)
    answer = h.PromptAnswered(
        key=errand.key,
        at_ms=shift.now,
        ask=errand.ask,
        result=result,
        reason=reason,
    )
    shift.happenings.append(answer)
