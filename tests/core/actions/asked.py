"""A session that asks, and a stage that tells what the server says about its requests."""

from typing import Any

from omo_watch_core import events as ev
from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.commands import Answer
from omo_watch_core.effects import Effect
from omo_watch_core.model import Ask, AskKind, Question
from tests.core.actions.stage import HOME, LAB, NONCE, A, Stage, info, running

PERMISSION, QUESTION = "per_1", "que_1"
ONE = Question(text="Which database?", options=(("SQLite", "One file"), ("Postgres", "")))
MANY = Question(text="Which systems?", options=(("Linux", ""), ("BSD", "")), multiple=True)
CLOSED = Question(text="Go on?", options=(("Yes", ""), ("No", "")), custom=False)


def permission(name: str = PERMISSION, session: str = A, **fields: Any) -> Ask:
    """Make a permission."""
    return Ask(
        id=name,
        session=session,
        directory=HOME,
        kind="permission",
        title="bash touch x",
        patterns=("touch x",),
        always=("touch *",),
        **fields,
    )


def question(*questions: Question, name: str = QUESTION, session: str = A) -> Ask:
    """Make an ask with questions."""
    return Ask(
        id=name,
        session=session,
        directory=HOME,
        kind="question",
        title="Which database?",
        questions=questions or (ONE,),
    )


def reply(**fields: Any) -> Answer:
    """Ask for an answer."""
    base = {"nonce": NONCE, "server": LAB, "session": A, "ask": PERMISSION, "reply": "once"}
    return Answer(**{**base, **fields})


class Asked(Stage):
    """Tell a story about requests."""

    @property
    def answering(self) -> AnswerAction:
        """Give the newest action, an answer."""
        assert isinstance(self.action, AnswerAction)
        return self.action

    def raised(self, ask: Ask) -> list[Effect]:
        """Say that a request waits."""
        return self.tell(ev.AskRaised(server=LAB, at_ms=self.now, ask=ask))

    def closed(self, name: str = PERMISSION, session: str = A) -> list[Effect]:
        """Say that a request was answered by somebody."""
        return self.tell(ev.AskClosed(server=LAB, at_ms=self.now, session=session, ask=name))

    def taken(self, status: int = 200, reason: str = "") -> list[Effect]:
        """Answer the answer."""
        return self.tell(
            ev.AskAnswered(
                server=LAB, at_ms=self.now, action=self.name, status=status, reason=reason
            )
        )

    def listed(self, *names: str, read: bool = True, kind: AskKind = "permission") -> list[Effect]:
        """Answer what is open."""
        return self.tell(
            ev.AsksListed(
                server=LAB,
                at_ms=self.now,
                action=self.name,
                asked_ms=self.now,
                directory=HOME,
                kind=kind,
                asks=names if read else None,
            )
        )


def asking(*asks: Ask) -> Asked:
    """Give a stage on which a session works and asks; a permission unless told otherwise."""
    stage = Asked(info(), info("ses_b", parent=A))
    stage.state = running(info(), info("ses_b", parent=A)).state
    stage.now = stage.state.now_ms + 5_000
    for ask in asks or (permission(),):
        if ask.session != A:
            stage.status("busy", ask.session)
        stage.raised(ask)
    return stage


def dead(*asks: Ask) -> Asked:
    """Give a stage on which a session was stopped while it asked."""
    stage = asking(*asks)
    stage.later(1_000).status("idle")
    stage.later(1_000)
    return stage
