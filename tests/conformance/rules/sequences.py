"""A state that two phases move: where the standalone plugin counts otherwise (3)."""

from collections.abc import Callable

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import begun, stepped
from tests.conformance.rules.story.chain import is_same

TOO_MANY = {
    "success": False,
    "error": "Max fallback attempts reached",
    "maxAttemptsReached": True,
}
NOTHING_LEFT = {
    "success": False,
    "error": "No available fallback models (all in cooldown or exhausted)",
}


class Replay:
    """Do the operations by the words of the sheet."""

    def __init__(self, given: Json, *, by_text: bool = False, at_commit: bool = False) -> None:
        self.given = given
        self.by_text = by_text
        self.at_commit = at_commit
        self.now = 0
        self.state: Json = begun("")
        self.planned: Json = None

    def told(self) -> list[Json]:
        """Give what each operation gives."""
        return [OPERATIONS[op["op"]](self, op) for op in self.given["ops"]]

    def advance(self, op: Json) -> Json:
        self.now += op["ms"]
        return {}

    def create(self, op: Json) -> Json:
        self.state = begun(op["model"])
        return self._shown()

    def prepare(self, op: Json) -> Json:
        step = self._step()
        if step["success"]:
            self.state = stepped(self.state, self.now, step["newModel"], step["newFallbackIndex"])
        kept = {key: value for key, value in step.items() if key not in PLANNED}
        return self._shown(result=kept)

    def plan(self, op: Json) -> Json:
        step = self._step()
        if step["success"]:
            self.planned = {**step, "at": self.now}
        return self._shown(result=step)

    def commit(self, op: Json) -> Json:
        """Take the planned step, unless another was taken since."""
        if self.planned is None:
            return {"result": None}
        fits = self.state["currentModel"] == self.planned["failedModel"]
        if fits:
            at = self.now if self.at_commit else self.planned["at"]
            place = self.planned["newFallbackIndex"]
            after = stepped(self.state, at, self.planned["newModel"], place)
            self.state = {**after, "pendingFallbackModel": None}
        return self._shown(result=fits)

    def recover(self, op: Json) -> Json:
        first = self.state["originalModel"]
        back = self.state["currentModel"] != first and not self._cools(first)
        if back:
            failed = self.state["failedModels"]
            self.state = {**begun(first), "failedModels": failed}
        return self._shown(result=back)

    def _step(self) -> Json:
        current, chain = self.state["currentModel"], self.given["fallback_models"]
        if self.state["attemptCount"] >= self.given["max_fallback_attempts"]:
            return TOO_MANY
        for model in chain[self.state["fallbackIndex"] + 1 :]:
            same = model == current if self.by_text else is_same(model, current)
            if not (same or self._cools(model)):
                place = chain.index(model)
                names = {"newModel": model, "failedModel": current, "newFallbackIndex": place}
                return {"success": True, **names}
        return NOTHING_LEFT

    def _cools(self, model: str) -> bool:
        failed = self.state["failedModels"].get(model)
        return failed is not None and self.now - failed < self.given["cooldown_seconds"] * 1_000

    def _shown(self, **more: Json) -> Json:
        kept = {key: value for key, value in self.state.items() if key != UNCLEAR}
        return {**more, "state": kept}


UNCLEAR = "pendingFallbackPromptMayHaveBeenAccepted"
PLANNED = ("failedModel", "newFallbackIndex")
OPERATIONS: dict[str, Callable[[Replay, Json], Json]] = {
    "advance_ms": Replay.advance,
    "commit_last_plan": Replay.commit,
    "create": Replay.create,
    "plan": Replay.plan,
    "prepare": Replay.prepare,
    "recover": Replay.recover,
}


def _means_the_same(case: Case) -> bool:
    peers = Replay(case.input, by_text=True, at_commit=True).told()
    return peers != Replay(case.input, at_commit=True).told()


def _notes_later(case: Case) -> bool:
    return Replay(case.input, at_commit=True).told() != _ours(case)


def _ours(case: Case) -> list[Json]:
    return Replay(case.input).told()


def _retold(case: Case) -> Json:
    peers, ours = Replay(case.input, by_text=True, at_commit=True).told(), _ours(case)
    assert case.expect in (peers, ours), "the peer would have counted otherwise"
    return ours


RULES = (
    Deviation(
        rec="2; 15 (3802)",
        reason="A model that means the current one is skipped.",
        keys=("standalone",),
        applies=_means_the_same,
        expects=_retold,
    ),
    Deviation(
        rec="3",
        reason="A failure is noted when it is met, as V4 notes it, not when the next one is taken.",
        keys=("standalone",),
        applies=_notes_later,
        expects=_retold,
    ),
)
