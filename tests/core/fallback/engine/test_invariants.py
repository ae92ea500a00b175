"""Whatever happens in whatever order, some things never do: the witness says which."""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import ReadHistory
from omo_watch_core.fallback.engine.happenings import Happening, SessionKey
from omo_watch_core.fallback.fault import Fault
from omo_watch_core.fallback.policy import Policy
from tests.core.fallback.engine.journey import HOUR, RESULTS, TOLD, Journey
from tests.core.fallback.names import (
    ABORTED,
    AGENT,
    BAD,
    BROKEN,
    DOWN,
    LIMITED,
    LOCKED,
    SPENT,
    WAITING,
    A,
    B,
    C,
    D,
    answer,
    turn,
)

KEYS: list[SessionKey] = [("laptop", "ses_1"), ("laptop", "ses_2"), ("server", "ses_1")]
keys = st.sampled_from([KEYS[0], KEYS[0], *KEYS])
models = st.sampled_from([None, A, B, C, D])
faults = st.sampled_from([LIMITED, LIMITED, SPENT, DOWN, BAD, ABORTED, BROKEN, LOCKED])
outputs = st.sampled_from([True, False, None])
jumps = st.sampled_from([1, 250, 500, 1_500, 3_000, 10_000, 20_000, 30_000, 90_000, HOUR])
histories = st.sampled_from(
    [
        None,
        (),
        TOLD,
        (turn(), answer("Done", finish="stop")),
        (turn(), answer("Half an")),
        (turn(), answer("Half an", failed=True)),
        (turn(number=2, agent=AGENT),),
    ]
)
policies = st.builds(
    Policy,
    enabled=st.just(True),
    max_fallback_attempts=st.sampled_from([1, 2, 3, 20]),
    cooldown_seconds=st.sampled_from([0, 1, 60, 600]),
    timeout_seconds=st.sampled_from([30, 2, 30, 0]),
    restore_primary_after_cooldown=st.booleans(),
    share_cooldowns=st.sampled_from(["off", "rate-limits", "all"]),
)


class AnyOrder(RuleBasedStateMachine):
    """Several sessions, a host that does as it likes, and a clock."""

    @initialize(
        policy=policies,
        chain=st.permutations([A, B, C, D]),
        length=st.integers(1, 4),
        is_quick=st.booleans(),
    )
    def begin(self, policy: Policy, chain: list[str], length: int, is_quick: bool) -> None:
        self.journey = Journey(policy, chain[-length:], KEYS)
        self.is_quick = is_quick
        """The host answers as it should, before anything else happens."""

    @rule(key=keys, model=models, fault=faults)
    def fails(self, key: SessionKey, model: str | None, fault: Fault) -> None:
        self._happens(h.SessionFailed, key, model=model, fault=fault)

    @rule(key=keys, fault=faults)
    def what_was_sent_fails(self, key: SessionKey, fault: Fault) -> None:
        self._happens(h.SessionFailed, key, model=self.journey.pending(key), fault=fault)

    @rule(key=keys, model=models, fault=faults, output=outputs)
    def answer_fails(
        self, key: SessionKey, model: str | None, fault: Fault, output: bool | None
    ) -> None:
        self._happens(h.AnswerSeen, key, model=model, fault=fault, has_output=output)

    @rule(key=keys, output=outputs)
    def answers(self, key: SessionKey, output: bool | None) -> None:
        self._happens(h.AnswerSeen, key, has_output=output, is_live=bool(output))

    @rule(key=keys, model=models)
    def signals(self, key: SessionKey, model: str | None) -> None:
        self._happens(h.AnswerSeen, key, model=model, signal=WAITING, has_output=False)

    @rule(key=keys, attempt=st.integers(1, 3), later=jumps, model=models)
    def retries(self, key: SessionKey, attempt: int, later: int, model: str | None) -> None:
        more = {"attempt": attempt, "until_ms": self.journey.now + later, "model": model}
        self._happens(h.RetryAnnounced, key, message=WAITING, **more)

    @rule(key=keys, model=models, internal=st.booleans())
    def prompts(self, key: SessionKey, model: str | None, internal: bool) -> None:
        self._happens(h.PromptAsked, key, model=model, internal=internal)

    @rule(key=keys, model=models, internal=st.booleans())
    def asks(self, key: SessionKey, model: str | None, internal: bool) -> None:
        self._happens(h.UserAsked, key, model=model, internal=internal, agent=AGENT)

    @rule(key=keys, kind=st.sampled_from([h.Progressed, h.WentIdle, h.Compacted, h.Delegated]))
    def goes_on(self, key: SessionKey, kind: type[Happening]) -> None:
        self._happens(kind, key)

    @rule(key=keys, kind=st.sampled_from([h.StopAsked, h.SessionEnded, h.Undelegated]))
    def ends(self, key: SessionKey, kind: type[Happening]) -> None:
        self._happens(kind, key)

    @rule(key=keys, model=models)
    def begins(self, key: SessionKey, model: str | None) -> None:
        """A session is created once: before anything else that it stands on."""
        if not self.journey.is_known(key):
            self._happens(h.SessionBegun, key, model=model)

    @rule(key=keys, ours=st.booleans())
    def a_prompt_stands_there(self, key: SessionKey, ours: bool) -> None:
        self._happens(h.PromptSeen, key, ours=ours)

    @rule(key=keys, agent=st.sampled_from([AGENT, None]))
    def turns_to(self, key: SessionKey, agent: str | None) -> None:
        self._happens(h.AgentKnown, key, agent=agent)

    @precondition(lambda self: self.journey.open)
    @rule(data=st.data(), said=histories)
    def host_replies(self, data: st.DataObject, said: Any) -> None:
        place = data.draw(st.integers(0, len(self.journey.open) - 1))
        question = self.journey.open[place]
        result = data.draw(st.sampled_from(RESULTS[type(question)]))
        self.journey.reply(place, result, said if isinstance(question, ReadHistory) else TOLD)

    @precondition(lambda self: self.journey.open)
    @rule()
    def host_replies_to_all(self) -> None:
        self.journey.reply_to_all()

    @rule(ms=jumps)
    def time_passes(self, ms: int) -> None:
        self.journey.wait(ms)
        if self.is_quick:
            self.journey.reply_to_all()

    def teardown(self) -> None:
        if hasattr(self, "journey") and self.journey.is_sound:
            self.journey.rest()

    def _happens(self, kind: type[Happening], key: SessionKey, **more: Any) -> None:
        self.journey.feed(kind(key=key, at_ms=self.journey.now, **more))
        if self.is_quick:
            self.journey.reply_to_all()


SOAK = "OMO_WATCH_SOAK" in os.environ
TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    derandomize=not SOAK,
    database=None,
    deadline=None,
    max_examples=20_000 if SOAK else 300,
    stateful_step_count=80 if SOAK else 50,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
)
