"""The first half of a told step: who goes on, and with what (6, 7, 9)."""

from collections import deque
from dataclasses import dataclass

from tests.conformance.case import Json
from tests.conformance.rules.retelling import Tale, begun
from tests.conformance.rules.story.chain import agent_of, chain_of, is_same, parts_of, primary_of
from tests.conformance.rules.story.standing import Standing, Step, World


@dataclass
class Trouble:
    """Why a step is wanted."""

    source: str
    model: str | None = None
    agent: Json = None
    abort: str = ""
    """own: what runs is stopped, and its error is awaited; plain: it is stopped."""
    yields: str = "always"
    """What makes a model that has not answered give way: always, signal or own (its own error)."""
    quiet: bool = False
    spent: bool = False


class Advancer:
    """Choose the next model, and stop what runs."""

    def __init__(self, world: World, tale: Tale) -> None:
        self.world = world
        self.tale = tale
        self.config: Json = world.given["config"]
        self.aborts = deque((world.given.get("client") or {}).get("abort") or ())

    def begin(self, standing: Standing, trouble: Trouble) -> None:
        """Begin a step where there is a chain, a model, and a next one."""
        if standing.step is not None:
            return
        agent = self._agent(standing, trouble.agent)
        chain = chain_of(self.world.given, standing.name, agent, standing.category)
        if not chain:
            self._without_chain(standing, trouble)
        elif self._stands(standing, trouble, agent):
            self._plan(standing, trouble, agent, chain)

    def abort(self, standing: Standing, kind: str) -> None:
        """Stop what runs: its answer releases what we held (7)."""
        now = self.world.now
        self.tale.abort(now, standing.name)
        standing.own_at = now
        if kind == "own":
            standing.own_flag, standing.touched = True, now
        if (self.aborts.popleft() if self.aborts else "ok") == "ok":
            standing.held_until = 0
            standing.sent.clear()

    def is_cooling(self, standing: Standing, model: str) -> bool:
        """Tell whether a model failed so lately that it is not asked; failures outlive resets."""
        now, seconds = self.world.now, self.config.get("cooldown_seconds", 60)
        failed = standing.state["failedModels"].get(model)
        recent = failed is not None and now - failed < seconds * 1_000
        return recent or now < standing.cooling.get(model, 0)

    def cool(self, standing: Standing, model: str) -> None:
        """Note that a model failed now."""
        seconds = self.config.get("cooldown_seconds", 60)
        if seconds > 0:
            standing.cooling[model] = self.world.now + seconds * 1_000

    def _agent(self, standing: Standing, event: Json) -> str | None:
        unread = self.world.given.get("messages_shape") == "throws"
        said = [] if unread else self.world.said(standing.name)
        return agent_of(self.world.given, standing.name, event, standing.agent, said)

    def _stands(self, standing: Standing, trouble: Trouble, agent: str | None) -> bool:
        """Find where the session stands, and whether what it asked gives way (9)."""
        if standing.state is None:
            primary = primary_of(self.world.given, agent, standing.category)
            model = trouble.model or primary
            standing.state = begun(model) if model else None
        if standing.state is None:
            standing.key = standing.shown_key = None
            return False
        standing.touched = self.world.now
        if standing.pending is None or trouble.yields == "always":
            return True
        unsure = standing.state["pendingFallbackPromptMayHaveBeenAccepted"]
        if trouble.source == "session.status" and unsure:
            return False
        return trouble.yields == "signal" or trouble.model == standing.pending

    def _plan(
        self, standing: Standing, trouble: Trouble, agent: str | None, chain: list[str]
    ) -> None:
        state, now = standing.state, self.world.now
        self.cool(standing, state["currentModel"])
        if state["attemptCount"] >= self.config.get("max_fallback_attempts", 3):
            return
        behind = chain[state["fallbackIndex"] + 1 :]
        free = (model for model in behind if self._is_free(standing, model))
        model = next(free, None)
        if model is None:
            return
        standing.step = Step(
            now,
            trouble.source,
            model,
            chain.index(model),
            state["currentModel"],
            agent,
            trouble.quiet,
            standing.awaiting,
        )
        if trouble.abort:
            self.abort(standing, trouble.abort)

    def _is_free(self, standing: Standing, model: str) -> bool:
        if parts_of(model) is None or is_same(model, standing.state["currentModel"]):
            return False
        return not self.is_cooling(standing, model)

    def _without_chain(self, standing: Standing, trouble: Trouble) -> None:
        if standing.state is None:
            standing.key = standing.shown_key = None
        if trouble.source == "message.updated" and trouble.spent and standing.child:
            self.abort(standing, "plain")
