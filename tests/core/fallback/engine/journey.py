"""Sessions under way through whatever happens, with a witness beside them."""

from collections.abc import Sequence

from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import next_moment, react, tick
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, ReadStatus, Resume, Want
from omo_watch_core.fallback.engine.happenings import Happening, SessionKey
from omo_watch_core.fallback.engine.session import Engine
from omo_watch_core.fallback.engine.setup import Setup
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.policy import Policy
from tests.core.fallback.desk import START_MS
from tests.core.fallback.engine.witness import Witness
from tests.core.fallback.names import AGENT, A, turn

Question = AbortRun | ReadHistory | ReadStatus | Resume
HOUR = 3_600_000
MOST_MOMENTS = 2_000
RESULTS: dict[type[Question], list[str | None]] = {
    AbortRun: ["done", "failed", "held"],
    ReadHistory: [None],
    ReadStatus: ["idle", "busy", "retry", None],
    Resume: ["taken", "refused", "unclear", "held"],
}
"""How each question may be answered; the first is how it should."""
TOLD: tuple[Said, ...] = (turn(),)


class Journey:
    """An engine, its open questions, and a clock that only goes on."""

    def __init__(self, policy: Policy, chain: Sequence[str], keys: Sequence[SessionKey]) -> None:
        entry = AgentEntry(model=A, chain=tuple(chain))
        self.setup = Setup(policy=policy, chains=Chains(agents={AGENT: entry}))
        self.engine = Engine(swept_ms=START_MS)
        self.now = START_MS
        self.open: list[Question] = []
        self.is_sound = True
        """The witness has objected to nothing so far."""
        self.witness = Witness(policy)
        for key in keys:
            self.feed(h.AgentKnown(key=key, at_ms=self.now, agent=AGENT))

    def is_known(self, key: SessionKey) -> bool:
        """Tell whether a session stands on a model."""
        session = self.engine.sessions.get(key)
        return session is not None and session.state is not None

    def pending(self, key: SessionKey) -> str | None:
        """Give the model of a session that was sent and has not answered."""
        session = self.engine.sessions.get(key)
        return session.state.pending if session and session.state else None

    def feed(self, happening: Happening) -> None:
        """Let something happen."""
        after, wants = react(self.engine, happening, self.setup)
        self.is_sound = False
        self.witness.happened(happening, self.engine, after, wants)
        self._go_on(after, wants)

    def reply(self, place: int, result: str | None, said: tuple[Said, ...] | None = TOLD) -> None:
        """Answer an open question, twice: the second time changes nothing."""
        question = self.open.pop(place)
        answer = _answer(question, self.now, result, said)
        if isinstance(answer, h.PromptAnswered) and answer.result in ("refused", "held"):
            self.witness.refused(question.key)
        self.feed(answer)
        again = react(self.engine, answer, self.setup)
        assert again == (self.engine, ()), f"{answer} counts twice"

    def reply_to_all(self) -> None:
        """Answer everything as it should be answered, what follows from that too."""
        while self.open:
            self.reply(0, RESULTS[type(self.open[0])][0])

    def wait(self, ms: int) -> None:
        """Let time pass, moment by moment."""
        end = self.now + ms
        while (moment := next_moment(self.engine)) is not None and moment <= end:
            self.strike(moment)
        self.now = end

    def strike(self, moment: int) -> tuple[Want, ...]:
        """Let a moment come, and do what is due then."""
        self.now = max(self.now, moment)
        after, wants = tick(self.engine, self.now, lambda key: self.setup)
        self.is_sound = False
        self.witness.ticked(self.engine, after, wants, self.now)
        self._go_on(after, wants)
        left = next_moment(after)
        assert left is None or left > self.now, "a moment that has passed stays"
        return wants

    def rest(self) -> None:
        """With nothing new and every question answered the engine stops wanting things."""
        busy_ms = self.now
        for _ in range(MOST_MOMENTS):
            self.reply_to_all()
            moment = next_moment(self.engine)
            if moment is None or moment > busy_ms + HOUR:
                return
            if self.strike(moment):
                busy_ms = self.now
        raise AssertionError("the engine never comes to rest")

    def _go_on(self, after: Engine, wants: tuple[Want, ...]) -> None:
        self.is_sound = True
        self.engine = after
        self.open += [want for want in wants if isinstance(want, Question)]


def _answer(
    question: Question, at_ms: int, result: str | None, said: tuple[Said, ...] | None
) -> Happening:
    key, ask = question.key, question.ask
    if isinstance(question, ReadHistory):
        return h.HistoryRead(key=key, at_ms=at_ms, ask=ask, said=said)
    if isinstance(question, ReadStatus):
        return h.StatusRead(key=key, at_ms=at_ms, ask=ask, status=result)
    if isinstance(question, AbortRun):
        stopped = result if result in ("failed", "held") else "done"
        return h.AbortAnswered(key=key, at_ms=at_ms, ask=ask, result=stopped)
    sent = result if result in ("refused", "unclear", "held") else "taken"
    return h.PromptAnswered(key=key, at_ms=at_ms, ask=ask, result=sent)
