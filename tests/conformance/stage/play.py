"""Play a scenario: each step, then everything that needs no clock, then the next."""

from collections.abc import Callable

from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import next_moment, react, tick
from omo_watch_core.fallback.engine.effects import UseModel, Want
from omo_watch_core.fallback.engine.happenings import Happening
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.fallback.internal import is_internal_turn
from omo_watch_core.fallback.models import canonical
from omo_watch_core.fallback.reading import messages
from tests.conformance.case import Json
from tests.conformance.stage.host import Host
from tests.conformance.stage.shown import shown
from tests.conformance.stage.translate import happening_of, key_of
from tests.conformance.stage.world import world_of


def scenario(given: Json) -> Json:
    """Play it and give what was recorded of the original: calls, toasts, outputs, final state."""
    play = Play(given)
    for step in given["steps"]:
        play.step(step)
    record = play.host.record
    return {
        "order": record.order,
        "aborts": record.aborts,
        "prompts": record.prompts,
        "toasts": record.toasts,
        "chat_outputs": record.chat_outputs,
        "state": {
            name: shown(play.engine.sessions.get(key_of(name), SessionFallback()))
            for name in play.host.world.sessions()
        },
    }


class Play:
    """A scenario under way."""

    def __init__(self, given: Json) -> None:
        self.world = world_of(given)
        self.host = Host(self.world)
        self.engine = Engine()
        self.wants: list[Want] = []
        if self.world.setup.policy.enabled:
            self._introduce()

    def step(self, step: Json) -> None:
        """Do one step of the script."""
        name = next(name for name in _STEPS if name in step)
        _STEPS[name](self, step)
        if not step.get("no_flush"):
            self.flush()

    def feed(self, happening: Happening) -> list[Want]:
        """Let the engine react, and do what it wants."""
        self.engine, wants = react(self.engine, happening, self.world.setup)
        return self._perform(wants)

    def flush(self) -> None:
        """Hand over all answers that are there."""
        while self.host.due_now:
            self.feed(self.host.due_now.popleft())

    def event(self, step: Json) -> None:
        happening = happening_of(step["event"], self.host.now)
        if happening is not None:
            self.feed(happening)

    def chat(self, step: Json) -> None:
        given = step["chat_message"]
        session = given["sessionID"]
        output = given.get("output_model")
        turns = [said for said in messages(self.world.history(session)) if said.role == "user"]
        asked = h.PromptAsked(
            key=key_of(session),
            at_ms=self.host.now,
            model=canonical(given.get("model")),
            internal=bool(turns) and is_internal_turn(turns[-1]),
        )
        for want in self.feed(asked):
            if isinstance(want, UseModel):
                output = {"providerID": want.model.provider, "modelID": want.model.model}
                output |= {"variant": want.model.variant} if want.model.variant else {}
        self.host.record.chat_outputs.append({"sessionID": session, "output_model": output})

    def advance(self, step: Json) -> None:
        end = self.host.now + step["advance_ms"]
        while (moment := self._next(end)) is not None:
            self.host.now = max(moment, self.host.now)
            self._tick()
            self.host.arrive()
            self.flush()
        self.host.now = end

    def set_messages(self, step: Json) -> None:
        self.world.messages.update(step["set_messages"])

    def set_status(self, step: Json) -> None:
        self.world.statuses.update(step["set_status"])

    def set_agent(self, step: Json) -> None:
        for session, agent in step["set_agent"].items():
            self.feed(h.AgentKnown(key=key_of(session), at_ms=self.host.now, agent=agent))

    def remove_child(self, step: Json) -> None:
        self.feed(h.Undelegated(key=key_of(step["remove_subagent"]), at_ms=self.host.now))

    def dispose(self, step: Json) -> None:
        self.engine = Engine()
        off = replace(self.world.setup.policy, enabled=False)
        self.world.setup = replace(self.world.setup, policy=off)

    def _introduce(self) -> None:
        world = self.world
        for session, agent in world.agents.items():
            self.feed(h.AgentKnown(key=key_of(session), at_ms=0, agent=agent))
        for session in dict.fromkeys((*world.children, *world.categories, *world.contexts)):
            delegated = h.Delegated(
                key=key_of(session),
                at_ms=0,
                category=world.categories.get(session),
                context=world.contexts.get(session),
                child=session in world.children,
            )
            self.feed(delegated)

    def _next(self, end: int) -> int | None:
        moment = next_moment(self.engine)
        arrival = self.host.arrivals(end)
        known = [at for at in (moment, arrival) if at is not None and at <= end]
        return min(known, default=None)

    def _tick(self) -> None:
        self.engine, wants = tick(self.engine, self.host.now, lambda key: self.world.setup)
        self._perform(wants)

    def _perform(self, wants: tuple[Want, ...]) -> list[Want]:
        self.wants += wants
        for want in wants:
            self.host.perform(want)
        return list(wants)


_STEPS: dict[str, Callable[[Play, Json], None]] = {
    "event": Play.event,
    "chat_message": Play.chat,
    "advance_ms": Play.advance,
    "set_messages": Play.set_messages,
    "set_status": Play.set_status,
    "set_agent": Play.set_agent,
    "remove_subagent": Play.remove_child,
    "dispose": Play.dispose,
}
