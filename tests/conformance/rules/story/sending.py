"""The second half of a told step: the gate, the prompt, and what comes of it (7, 8)."""

from tests.conformance.case import Json
from tests.conformance.rules.retelling import QUEUED, SWITCHED, UNCLEAR, Tale, stepped
from tests.conformance.rules.story.standing import Standing, Step, World
from tests.conformance.rules.story.turn import is_under_way, repeated

BUSY = ("busy", "retry", "running")
UNSURE = ("unexpected eof", "json parse error", "unexpected end of json input", "timed out")


class Sender:
    """Carry a step out, in a scenario's world."""

    def __init__(self, world: World, tale: Tale) -> None:
        self.world = world
        self.tale = tale
        self.config: Json = world.given["config"]
        self.answered: list[tuple[Standing, Step]] = []

    def start(self, standing: Standing) -> None:
        """Read the history, begin to await the answer, and try the gate."""
        step = standing.step
        assert step is not None
        if self.world.given.get("messages_shape") == "throws":
            self.refuse(standing)
            return
        step.said = self.world.said(standing.name)
        step.unblocked = not is_under_way(step.said)
        if not standing.awaiting:
            standing.awaiting, standing.worked = True, False
            self.arm(standing)
        self.try_gate(standing)

    def try_gate(self, standing: Standing) -> None:
        """Send where the session is free; else wait, or be queued."""
        step, now = standing.step, self.world.now
        assert step is not None
        standing.queued = None
        if now < standing.held_until:
            step.tries += 1
            step.stage, step.due = "gate", now + 500 * step.tries
            if step.tries > 6:
                self.refuse(standing)
        elif now - standing.sent.get(_content(step), -15_000) < 15_000:
            self.take(standing, step, QUEUED)
        elif self._is_busy(standing) or not (step.unblocked or standing.own_flag):
            step.before = standing.state
            self.take(standing, step, QUEUED)
            step.due, step.tries = now + 250, 0
            standing.queued = step
        else:
            self._send(standing, step)

    def look(self, standing: Standing) -> None:
        """Look whether a queued prompt can go by now."""
        step = standing.queued
        assert step is not None
        if step.stage == "answer":
            self._hold(standing, step)
            if step.outcome == "refused":
                standing.unqueue()
            else:
                standing.queued = None
                if not standing.worked:
                    self.arm(standing)
            return
        step.said = self.world.said(standing.name)
        blocked = is_under_way(step.said) and not standing.own_flag
        step.due = self.world.now + 250
        step.tries += 1
        if not (self._is_busy(standing) or self.world.now < standing.held_until or blocked):
            self._prompt(standing, step)
            step.stage = "answer"
            step.due = self.world.now + self._reply(step)
        elif step.tries >= 120:
            standing.unqueue()

    def take(self, standing: Standing, step: Step, text: str) -> None:
        """Stand on the model that was asked, and announce it."""
        standing.step = None
        if standing.state["currentModel"] == step.leaves:
            standing.state = stepped(standing.state, step.at, step.model, step.index)
            if not step.quiet:
                self.tale.toast(self.world.now, step.model, text)
        standing.state["pendingFallbackPromptMayHaveBeenAccepted"] = text == UNCLEAR
        standing.worked = False
        if standing.awaiting and step.waited:
            self.arm(standing)

    def settle(self, standing: Standing) -> None:
        """Take it that the prompt under way arrived: something newer speaks of its model."""
        step, standing.step = standing.step, None
        assert step is not None
        standing.state = stepped(standing.state, step.at, step.model, step.index)

    def refuse(self, standing: Standing) -> None:
        """Stand where it stood before the step."""
        step, standing.step = standing.step, None
        assert step is not None
        standing.key = standing.shown_key = None
        if not step.waited:
            standing.awaiting, standing.timer = False, None
        elif step.source == "session.timeout" and standing.awaiting:
            self.arm(standing)

    def arm(self, standing: Standing) -> None:
        """Set the moment by which an answer must show."""
        seconds = self.config.get("timeout_seconds", 30)
        limit = self.world.given.get("session_timeout_ms") or int(seconds * 1_000)
        standing.timer = self.world.now + limit if seconds > 0 else None
        standing.timer_child = standing.child

    def finish(self, standing: Standing, step: Step) -> None:
        """Do what the answer to a prompt means."""
        self._hold(standing, step)
        if step.outcome == "refused":
            self.refuse(standing)
        elif step.outcome == "unclear":
            self.take(standing, step, UNCLEAR)
        else:
            self.take(standing, step, QUEUED if step.tries else SWITCHED)

    def deliver(self) -> None:
        """Hand over the answers that came at once."""
        waiting, self.answered = self.answered, []
        for standing, step in waiting:
            if standing.step is step:
                self.finish(standing, step)

    def _send(self, standing: Standing, step: Step) -> None:
        self._prompt(standing, step)
        step.stage = "answer"
        delay = self._reply(step)
        step.due = self.world.now + delay if delay else None
        if not delay:
            self.answered.append((standing, step))

    def _reply(self, step: Step) -> int:
        """Take the next answer, and give how long it takes."""
        reply = self.world.reply()
        if isinstance(reply, dict) and ("throw" in reply or "throw_string" in reply):
            text = reply.get("throw_string") or (reply.get("throw") or {}).get("message", "")
            step.outcome = "unclear" if any(w in text.lower() for w in UNSURE) else "refused"
        if reply == "hang":
            step.outcome = "unclear"
        return self._delay(reply)

    def _delay(self, reply: Json) -> int:
        """Give how long an answer takes; one that never comes is given up (8)."""
        if reply == "hang":
            return 30_000
        return reply.get("delay_ms", 0) if isinstance(reply, dict) else 0

    def _prompt(self, standing: Standing, step: Step) -> None:
        more = {"agent": step.agent or standing.agent, "said": step.said, "child": standing.context}
        self.tale.prompt(self.world.now, standing.name, step.model, **more)
        standing.context = None

    def _hold(self, standing: Standing, step: Step) -> None:
        standing.held_until = self.world.now + 2_000
        standing.sent[_content(step)] = self.world.now

    def _is_busy(self, standing: Standing) -> bool:
        return (self.world.statuses.get(standing.name) or {}).get("type") in BUSY


def _content(step: Step) -> Json:
    """Equal prompts are one: the model is part of it (REC of 8)."""
    turn = repeated(step.said, None)
    return step.model, step.agent, turn.get("messageID") or str(turn["parts"])
