"""A probe asked of a server that answers late, wrongly, or not at all."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.halfway import is_halfway
from omo_watch_core.actions.models.nouns import ProbeAction
from omo_watch_core.clock import when
from omo_watch_core.commands import ProbeModel
from omo_watch_core.decide import decide
from omo_watch_core.effects import DeleteSession, Effect, SendAbort, SendPrompt
from omo_watch_core.events import JournalRead
from omo_watch_core.journal.cut_off import GONE_MS, cut_off, sentence
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.folding import fold
from omo_watch_core.model import Failure, SessionInfo
from omo_watch_core.notify.standing import standing
from omo_watch_core.state import State
from tests.core.actions.stage import GPT, HOME, LAB, START, blank, turn_of

CHILD = "ses_probe"
NAME = f"act_{'n' * 14}"


@dataclass
class Probed:
    """Tell a probe step by step; time goes on with every word."""

    state: State = field(default_factory=blank)
    effects: list[Effect] = field(default_factory=list[Effect])
    at: int = START

    def __post_init__(self) -> None:
        server = replace(self.state.servers[LAB], own_directory=HOME)
        self.state = replace(self.state, servers={LAB: server})
        command = ProbeModel(nonce="n" * 14, server=LAB, session="", target=GPT)
        self.state, effects = decide(self.state, command)
        self.effects += effects

    @property
    def action(self) -> ProbeAction:
        """Give the probe."""
        found = self.state.actions[NAME]
        assert isinstance(found, ProbeAction)
        return found

    def tell(self, kind: type[ev.Event], after_ms: int = 100, **fields: Any) -> None:
        """Let something happen a little later."""
        self.at += after_ms
        self.state, effects = turn_of(
            self.state, [kind(**{"server": LAB, "at_ms": self.at, **fields})]
        )
        self.effects += effects

    def pass_time(self, seconds: int) -> None:
        """Let seconds pass."""
        for _ in range(seconds):
            self.tell(ev.Ticked, 1_000, server="")

    def appears(self, name: str = CHILD, **fields: Any) -> None:
        """Let a session come up that looks like one of a probe."""
        info = SessionInfo(
            id=name, title=self.action.title, directory=HOME, probe=True, created_ms=self.at,
            **fields,
        )  # fmt: skip
        self.tell(ev.SessionSeen, info=info, created=True)

    def created(self) -> None:
        """Let its session be made."""
        self.appears(probe_action=NAME)
        self.tell(ev.SessionCreated, action=NAME, status=200, session=CHILD)

    def waits(self, message: str, next_ms: float) -> None:
        """Let the server announce one more try."""
        self.tell(
            ev.StatusHeard, session=CHILD, directory=HOME, status="retry", attempt=1,
            message=message, next_ms=next_ms,
        )  # fmt: skip

    def fails(self, failure: Failure) -> None:
        """Let its run end with an error."""
        self.tell(ev.StatusHeard, session=CHILD, directory=HOME, status="busy")
        self.tell(ev.SessionErred, session=CHILD, failure=failure)
        self.tell(ev.StatusHeard, session=CHILD, directory=HOME, status="idle")

    def sent(self, kind: type[Effect]) -> list[str]:
        """Give the sessions that requests of a kind went to."""
        return [str(getattr(one, "session", "")) for one in self.effects if isinstance(one, kind)]


def test_a_wait_that_is_no_limit_is_a_failure() -> None:
    told = Probed()
    told.created()
    told.waits("fetch failed ECONNREFUSED", float(told.at + 4_000))
    assert told.action.found == "accepted"
    assert told.action.evidence == f"{GPT.name} failed: fetch failed ECONNREFUSED"
    assert told.action.until_ms is None


def test_a_limit_names_the_time_at_which_it_ends() -> None:
    told = Probed()
    told.created()
    until = float(told.at + 7 * 60_000)
    told.waits("Rate limit reached", until)
    assert told.action.found == "limited"
    assert told.action.evidence == f"{GPT.name} on lab: rate-limit, back {when(until, told.at)}"


@pytest.mark.parametrize(
    ("words", "end"),
    [("Rate limit reached, try again in 7 minutes", 7 * 60_000), ("Rate limit reached", None)],
)
def test_an_error_that_says_until_when_is_read(words: str, end: int | None) -> None:
    told = Probed()
    told.created()
    told.fails(Failure(name="APIError", message=words, status=429))
    assert told.action.found == "limited"
    if end is None:
        assert told.action.evidence.endswith("nobody said until when")
        return
    assert told.action.until_ms == pytest.approx(told.at + end, abs=1_000)
    assert f"back {when(told.at + end, told.at)}" in told.action.evidence


def test_a_session_that_another_probe_made_is_not_taken() -> None:
    told = Probed()
    told.appears("ses_other", probe_action="act_other")
    told.appears("ses_old")
    told.tell(ev.SessionCreated, action=NAME, status=500, session=None)
    told.pass_time(2)
    assert (told.action.phase, told.sent(SendPrompt)) == ("looking", [])
    told.appears(probe_action=NAME)
    told.pass_time(1)
    assert told.sent(SendPrompt) == [CHILD]


def test_a_creation_that_nobody_answers_is_looked_for() -> None:
    told = Probed()
    told.pass_time(20)
    assert told.action.phase == "looking"
    told.appears(probe_action=NAME)
    told.pass_time(1)
    assert told.sent(SendPrompt) == [CHILD]


def test_an_end_waits_until_its_session_is_deleted() -> None:
    told = Probed()
    told.created()
    assert is_halfway(told.state)
    told.fails(Failure(name="APIError", message="Rate limit reached", status=429))
    assert told.sent(SendAbort) == [CHILD]
    told.tell(ev.AbortAnswered, action=NAME, session=CHILD, ok=True)
    assert told.sent(DeleteSession) == [CHILD]
    assert is_halfway(told.state)
    told.tell(ev.DeletionAnswered, action=NAME, status=200)
    assert told.action.result == "limited"
    assert not is_halfway(told.state)


def test_a_probe_that_was_cut_off_is_told_while_its_session_is_there() -> None:
    told = Probed()
    told.created()
    deed = deed_of(told.state, told.action)
    assert deed.session == CHILD
    told.waits("Rate limit reached", float(told.at + 60_000))
    later = replace(told.state, actions={}, now_ms=told.at + GONE_MS)
    after = fold(later, [JournalRead(server="", at_ms=told.at, deeds=(deed,))])
    assert [one.id for one in cut_off(after)] == [NAME]
    assert sentence(deed) == f"a probe of {GPT.name} was cut off: its session is still there"
    server = after.servers[LAB]
    gone = replace(server, sessions={})
    assert cut_off(replace(after, servers={LAB: gone})) == ()


def test_nobody_is_woken_for_a_probe() -> None:
    told = Probed()
    told.created()
    told.tell(ev.StatusHeard, session=CHILD, directory=HOME, status="busy")
    told.fails(Failure(name="APIError", message="Invalid key", status=401))
    told.pass_time(6)
    assert CHILD not in {one.session for one in standing(told.state).occasions}
