"""Sequences of operations on one state, with a clock."""

from collections.abc import Callable

from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import (
    FallbackState,
    NoPlan,
    Plan,
    commit,
    create,
    in_cooldown,
    next_model,
    plan,
    prepare,
    recover,
)
from tests.conformance.case import Json


def sequence(given: Json) -> Json:
    """Do the operations one after the other and say what each gave."""
    desk = _Desk(given)
    return [_OPS[op["op"]](desk, op) for op in given["ops"]]


class _Desk:
    """The state between two operations."""

    def __init__(self, given: Json) -> None:
        self.chain: list[str] = given["fallback_models"]
        self.policy = Policy(
            enabled=True,
            max_fallback_attempts=given["max_fallback_attempts"],
            cooldown_seconds=given["cooldown_seconds"],
        )
        self.now = 0
        self.state = create("")
        self.kept: FallbackState | None = None
        self.planned: Plan | None = None

    def shown(self, **more: Json) -> Json:
        return {**more, "state": _state(self.state)}

    def advance(self, op: Json) -> Json:
        self.now += op["ms"]
        return {}

    def create(self, op: Json) -> Json:
        self.state = create(op["model"])
        return self.shown()

    def prepare(self, op: Json) -> Json:
        self.state, step = prepare(self.state, self.chain, self.now, self.policy)
        return self.shown(result=_step(step))

    def plan(self, op: Json) -> Json:
        step = plan(self.state, self.chain, self.now, self.policy)
        if isinstance(step, NoPlan):
            return self.shown(result=_step(step))
        self.planned = step
        more = {"failedModel": step.failed, "newFallbackIndex": step.index}
        return self.shown(result=_step(step) | more)

    def commit(self, op: Json) -> Json:
        if self.planned is None:
            return {"result": None}
        self.state, done = commit(self.state, self.planned)
        return self.shown(result=done)

    def recover(self, op: Json) -> Json:
        self.state, done = recover(self.state, self.now, self.policy)
        return self.shown(result=done)

    def find(self, op: Json) -> Json:
        return {"result": next_model(self.state, self.chain, self.now, self.policy)}

    def cooling(self, op: Json) -> Json:
        return {"result": in_cooldown(self.state, op["model"], self.now, self.policy)}

    def keep(self, op: Json) -> Json:
        self.kept = self.state
        return {}

    def restore(self, op: Json) -> Json:
        self.state = self.kept or self.state
        return self.shown()


_OPS: dict[str, Callable[[_Desk, Json], Json]] = {
    "advance_ms": _Desk.advance,
    "commit_last_plan": _Desk.commit,
    "create": _Desk.create,
    "find_next": _Desk.find,
    "in_cooldown": _Desk.cooling,
    "plan": _Desk.plan,
    "prepare": _Desk.prepare,
    "recover": _Desk.recover,
    "restore": _Desk.restore,
    "snapshot": _Desk.keep,
}


def _step(step: Plan | NoPlan) -> Json:
    if isinstance(step, Plan):
        return {"success": True, "newModel": step.model}
    found: Json = {"success": False, "error": step.reason}
    return found | ({"maxAttemptsReached": True} if step.too_many else {})


def _state(state: FallbackState) -> Json:
    return {
        "originalModel": state.original,
        "currentModel": state.current,
        "fallbackIndex": state.index,
        "attemptCount": state.attempts,
        "failedModels": state.failed,
        "pendingFallbackModel": state.pending,
    }
