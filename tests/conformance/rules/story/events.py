"""What each event does to a told session (9)."""

from collections.abc import Callable

from tests.conformance.case import Json
from tests.conformance.rules.retelling import begun
from tests.conformance.rules.story import failure, heard
from tests.conformance.rules.story.advancing import Advancer, Trouble
from tests.conformance.rules.story.chain import agent_of, canonical, chain_of, primary_of
from tests.conformance.rules.story.sending import Sender
from tests.conformance.rules.story.standing import Standing, Step, World
from tests.conformance.rules.story.turn import shows_answer, shows_text

WATCHED_MS = 90_000


class Listener:
    """Hear the events of a scenario."""

    def __init__(self, world: World, advancer: Advancer, sender: Sender) -> None:
        self.world = world
        self.advancer = advancer
        self.sender = sender
        self.codes: list[float] = world.given["config"].get("retry_on_errors") or []

    @property
    def escalates(self) -> bool:
        """Tell whether signs of waiting count (REC of 1.1)."""
        return self.world.given["config"].get("timeout_seconds", 30) > 0

    def hear(self, kind: str, standing: Standing, properties: Json) -> None:
        """Do what one event does."""
        if kind.startswith("session.next.") or kind in ("message.part.updated", PART_DELTA):
            self._worked(standing)
        elif kind in HEARERS:
            HEARERS[kind](self, standing, properties)

    def created(self, standing: Standing, properties: Json) -> None:
        model = canonical((properties.get("info") or {}).get("model"))
        if model is None or standing.state is not None:
            return
        given, standing.touched = self.world.given, self.world.now
        agent = agent_of(given, standing.name, None, standing.agent, [])
        primary = primary_of(given, agent, standing.category)
        chain = chain_of(given, standing.name, agent, standing.category)
        standing.state = begun(model)
        if primary not in (None, model) and model in chain:
            first = {"originalModel": primary, "fallbackIndex": chain.index(model)}
            standing.state |= first

    def failed(self, standing: Standing, properties: Json) -> None:
        standing.watchdog = None
        error, model = properties.get("error"), canonical(properties.get("model"))
        if failure.cancels(error):
            self._cancelled(standing, spends=True)
            return
        self._settle(standing, model)
        stale = standing.awaiting and (model is None or model != standing.pending)
        if standing.step is not None or stale:
            return
        standing.awaiting, standing.timer = False, None
        if failure.verdict(error, self.codes).advances:
            trouble = Trouble("session.error", model, properties.get("agent"))
            self.advancer.begin(standing, trouble)

    def message(self, standing: Standing, properties: Json) -> None:
        info = properties.get("info") or {}
        if info.get("role") == "user":
            self._asked(standing, info)
        elif info.get("role") == "assistant":
            self._answering(standing, info, properties.get("parts", info.get("parts")) or [])

    def status(self, standing: Standing, properties: Json) -> None:
        status = properties.get("status") or {}
        text = status.get("message") or ""
        if status.get("type") != "retry" or not self.escalates:
            return
        if not failure.announces(text, self.codes):
            return
        current = standing.state["currentModel"] if standing.state else None
        key = heard.key(properties, current)
        if key == standing.key:
            return
        standing.key, standing.shown_key = key, heard.recorded(status)
        trouble = Trouble(
            "session.status",
            canonical(properties.get("model")),
            properties.get("agent"),
            abort="own",
            yields="signal",
        )
        self._step_in(standing, trouble)

    def idle(self, standing: Standing, properties: Json) -> None:
        standing.watchdog = None
        if standing.cancelled:
            standing.reset()
        elif standing.step is not None or standing.queued is not None:
            return
        elif not standing.awaiting or standing.worked:
            standing.answer()
        else:
            standing.awaiting, standing.timer = False, None
            model = standing.state["currentModel"] if standing.state else None
            self.advancer.begin(standing, Trouble("session.idle", model))

    def stopped(self, standing: Standing, properties: Json) -> None:
        if standing.awaiting or standing.step is not None:
            self.advancer.abort(standing, "plain")
        standing.reset(cancelled=True)

    def deleted(self, standing: Standing, properties: Json) -> None:
        standing.__dict__.update(Standing(standing.name).__dict__)

    def compacted(self, standing: Standing, properties: Json) -> None:
        if standing.awaiting and standing.timer is not None and standing.step is None:
            self.sender.arm(standing)

    def _worked(self, standing: Standing) -> None:
        """A model that works is not overdue (REC of 10)."""
        standing.watchdog = None
        waiting = standing.step or standing.queued
        is_out = waiting is None or waiting.stage == "answer"
        if standing.awaiting and is_out and not standing.worked:
            standing.worked, standing.timer = True, None

    def _asked(self, standing: Standing, info: Json) -> None:
        standing.cancelled = False
        standing.agent = info.get("agent") or standing.agent
        standing.asked = canonical(info.get("model")) or standing.asked
        if standing.child and not standing.watched:
            standing.watched, standing.watchdog = True, self.world.now + WATCHED_MS

    def _answering(self, standing: Standing, info: Json, listed: list[Json]) -> None:
        broken = "\n".join(p.get("text") or "" for p in listed if p.get("type") == "error")
        error = info.get("error") or broken or None
        if error or info.get("finish") or any(part.get("type") for part in listed):
            standing.watchdog = None
        said = "\n".join(p["text"] for p in listed if p.get("type") == "text")
        fields = "\n".join(f for name in FIELDS if isinstance(f := info.get(name), str))
        signal = next((text for text in (fields, said) if text and failure.waits(text)), None)
        if error is None and signal is not None and self.escalates:
            self._answer_failed(standing, info, signal, is_signal=True)
        elif error is None:
            readable = self.world.given.get("messages_shape") != "throws"
            if standing.awaiting and readable and shows_answer(self.world.said(standing.name)):
                standing.answer()
        elif failure.cancels(error):
            self._cancelled(standing, spends=False)
        else:
            self._answer_failed(standing, info, error, is_signal=False)

    def _answer_failed(
        self, standing: Standing, info: Json, error: Json, *, is_signal: bool
    ) -> None:
        model, waited = canonical(info.get("model")), standing.awaiting
        if not is_signal:
            self._settle(standing, model)
            stale = standing.awaiting and (model is None or model != standing.pending)
            if stale or standing.step is not None:
                return
        waited = standing.awaiting
        if standing.step is None:
            standing.awaiting = False
            standing.timer = standing.timer if is_signal else None
        verdict = failure.verdict(error, self.codes)
        trouble = Trouble("message.updated", model, info.get("agent"), spent=verdict.spent)
        trouble.yields = "signal" if is_signal else "own"
        if not verdict.advances:
            cut = failure.is_cut(error) and shows_text(self.world.said(standing.name))
            if not cut or standing.step is not None:
                return
        elif verdict.spent or (is_signal and (waited or standing.step is not None)):
            trouble.abort = "own"
        self._step_in(standing, trouble)

    def _step_in(self, standing: Standing, trouble: Trouble) -> None:
        """Begin a step; one failure advances once, so one that is under way is only stopped for."""
        step, queued = standing.step, standing.queued
        if step is None and queued is not None and self._overtakes(queued, trouble):
            self._overtake(standing, queued, trouble)
        elif step is None:
            self.advancer.begin(standing, trouble)
        elif trouble.abort and step.stage == "answer":
            if trouble.model not in (None, step.model):
                return
            self.sender.settle(standing)
            trouble.yields = "always"
            self.advancer.begin(standing, trouble)
        elif trouble.abort and not self._is_stopping(standing):
            self.advancer.abort(standing, trouble.abort)
            step.stage = "start"

    def _overtakes(self, queued: Step, trouble: Trouble) -> bool:
        """Tell whether the run that a queued prompt waits for waits by now itself (8)."""
        is_status = trouble.source == "session.status"
        return is_status and queued.stage != "answer" and trouble.model != queued.model

    def _overtake(self, standing: Standing, queued: Step, trouble: Trouble) -> None:
        standing.unqueue()
        self.advancer.cool(standing, trouble.model or queued.leaves)
        standing.step = queued
        queued.quiet, queued.waited, queued.stage = True, False, "start"
        queued.before, queued.due = None, None
        self.advancer.abort(standing, trouble.abort)

    def _is_stopping(self, standing: Standing) -> bool:
        step = standing.step
        return step is not None and step.stage == "start" and standing.own_at == step.at

    def _settle(self, standing: Standing, model: str | None) -> None:
        step = standing.step
        if step is not None and step.stage == "answer" and model == step.model:
            self.sender.settle(standing)

    def _cancelled(self, standing: Standing, *, spends: bool) -> None:
        if not standing.is_own(self.world.now):
            standing.reset(cancelled=True)
        elif spends:
            standing.own_flag = False


PART_DELTA = "message.part.delta"
FIELDS = ("status", "summary", "message", "details")
HEARERS: dict[str, Callable[[Listener, Standing, Json], None]] = {
    "session.created": Listener.created,
    "session.error": Listener.failed,
    "message.updated": Listener.message,
    "session.status": Listener.status,
    "session.idle": Listener.idle,
    "session.stop": Listener.stopped,
    "session.deleted": Listener.deleted,
    "session.compacted": Listener.compacted,
}
