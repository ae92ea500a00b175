"""A scenario told step by step from the behaviour sheet, REC over V4."""

from tests.conformance.case import Json
from tests.conformance.rules.retelling import Tale, begun
from tests.conformance.rules.story.advancing import Advancer, Trouble
from tests.conformance.rules.story.chain import canonical, wire
from tests.conformance.rules.story.events import Listener
from tests.conformance.rules.story.glance import named_sessions, session_of
from tests.conformance.rules.story.sending import Sender
from tests.conformance.rules.story.standing import Standing, standings, world_of
from tests.conformance.rules.story.turn import is_programs

SWEEP_MS, FORGET_MS = 5 * 60_000, 30 * 60_000


def told(given: Json) -> Json:
    """Tell a scenario, and give it in its recorded form."""
    teller = Teller(given)
    for step in given["steps"]:
        teller.step(step)
    return teller.end()


class Teller:
    """Tell one scenario."""

    def __init__(self, given: Json) -> None:
        self.world = world_of(given)
        self.tale = Tale.blank(given)
        self.sender = Sender(self.world, self.tale)
        self.advancer = Advancer(self.world, self.tale)
        self.listener = Listener(self.world, self.advancer, self.sender)
        self.standings = standings(given)
        config = given["config"]
        self.off = not (config if isinstance(config, bool) else config.get("enabled"))
        self.swept = 0

    def end(self) -> Json:
        """Give the whole story."""
        named = named_sessions(self.world.given)
        shown = {name: s.shown() for name, s in self.standings.items() if name in named}
        return self.tale.told | {"state": shown}

    def step(self, step: Json) -> None:
        """Tell one step, and what comes of it at once."""
        if "event" in step:
            self.event(step["event"])
        elif "chat_message" in step:
            self.chat(step["chat_message"])
        elif "advance_ms" in step:
            self.advance(self.world.now + step["advance_ms"])
        elif "dispose" in step:
            self.standings = {name: Standing(name) for name in self.standings}
            self.off = True
        else:
            self.change(step)
        if not step.get("no_flush"):
            self.flush()

    def event(self, event: Json) -> None:
        """Hear an event of a known session."""
        properties = event.get("properties")
        if self.off or not isinstance(properties, dict):
            return
        name = session_of(event["type"], properties)
        if name in self.standings:
            self.listener.hear(event["type"], self.standings[name], properties)

    def change(self, step: Json) -> None:
        """Change the world."""
        self.world.messages.update(step.get("set_messages") or {})
        self.world.statuses.update(step.get("set_status") or {})
        for name, agent in (step.get("set_agent") or {}).items():
            self.standings[name].agent = agent
        if "remove_subagent" in step:
            gone = self.standings[step["remove_subagent"]]
            gone.child, gone.category, gone.context = False, None, None

    def flush(self) -> None:
        """Let everything finish that needs no clock."""
        for standing in self.standings.values():
            if standing.step is not None and standing.step.stage == "start":
                self.sender.start(standing)
        self.sender.deliver()

    # --- the clock

    def advance(self, end: int) -> None:
        """Let all moments up to `end` come, the earliest first."""
        while (moment := self._next()) is not None and moment[0] <= end:
            at, place, name = moment
            self.world.now = max(at, self.world.now)
            self._come(self.standings[name], place)
            self.flush()
            self._sweep()
        self.world.now = end
        self._sweep()

    def _next(self) -> tuple[int, int, str] | None:
        found = [(due, name) for name, s in self.standings.items() if (due := s.due())]
        return min(((*due, name) for due, name in found), default=None)

    def _come(self, standing: Standing, place: int) -> None:
        if place == 0:
            self._overdue(standing)
        elif place == 1:
            self._silent(standing)
        elif place == 2 and standing.step is not None:
            if standing.step.stage == "gate":
                self.sender.try_gate(standing)
            else:
                self.sender.finish(standing, standing.step)
        else:
            self.sender.look(standing)

    def _overdue(self, standing: Standing) -> None:
        """The answer timer: the next model is asked, where there is one (7)."""
        standing.timer = None
        gone = standing.timer_child and not standing.child
        if standing.state is None or gone:
            return
        if standing.step is not None:
            if standing.step.stage != "answer":
                return
            self.sender.settle(standing)
        elif standing.queued is not None:
            return
        model = standing.state["currentModel"]
        trouble = Trouble("session.timeout", model, abort="own", quiet=True)
        self.advancer.begin(standing, trouble)

    def _silent(self, standing: Standing) -> None:
        """The watchdog of a child's first prompt (12)."""
        standing.watchdog = None
        if standing.child and standing.queued is None:
            trouble = Trouble("first-prompt-watchdog", standing.asked, abort="plain")
            self.advancer.begin(standing, trouble)

    def _sweep(self) -> None:
        """Forget what nobody used for half an hour (12)."""
        if self.off or self.world.now - self.swept < SWEEP_MS:
            return
        self.swept = self.world.now
        for name, standing in self.standings.items():
            if standing.step or standing.queued or standing.timer is not None:
                continue
            if standing.touched is not None and self.world.now - standing.touched > FORGET_MS:
                self.standings[name] = Standing(name)

    # --- prompts of people

    def chat(self, given: Json) -> None:
        """Tell what a prompt that is about to run gets (11)."""
        standing = self.standings[given["sessionID"]]
        output = given.get("output_model")
        if not self.off and standing.state is not None:
            standing.touched = self.world.now
            output = self._used(standing, canonical(given.get("model"))) or output
        told = {"sessionID": standing.name, "output_model": output}
        self.tale.told["chat_outputs"].append(told)

    def _used(self, standing: Standing, asked: str | None) -> Json:
        turns = [m for m in self.world.said(standing.name) if m["info"].get("role") == "user"]
        is_persons = asked is not None and not (turns and is_programs(turns[-1]))
        if is_persons and self._choose(standing, asked or ""):
            return None
        state = standing.state
        if self._restores(standing):
            standing.state = begun(state["originalModel"])
        elif state["currentModel"] == state["originalModel"]:
            return None
        found = wire(standing.state["currentModel"])
        variant = {"variant": found["variant"]} if "variant" in found else {}
        return {**found["model"], **variant}

    def _choose(self, standing: Standing, asked: str) -> bool:
        """Take a person's choice over; while a fallback is on its way a mismatch is none."""
        state = standing.state
        if asked == standing.pending or standing.awaiting or standing.step is not None:
            return False
        if asked != state["currentModel"]:
            standing.state = begun(asked)
            return True
        if state["originalModel"] != asked:
            standing.state = {**state, "originalModel": asked, "attemptCount": 0}
        return False

    def _restores(self, standing: Standing) -> bool:
        state, wanted = standing.state, self.world.given["config"]
        first = state["originalModel"]
        if not wanted.get("restore_primary_after_cooldown") or state["currentModel"] == first:
            return False
        return standing.pending is None and not self.advancer.is_cooling(standing, first)
