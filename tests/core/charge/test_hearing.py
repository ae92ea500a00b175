"""What each event of a server means to the engine, happening by happening."""

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.ear import Ear, awaits_word
from omo_watch_core.charge.hearing import hear
from omo_watch_core.charge.runs import fault_of
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.model import Message, ModelRef
from omo_watch_core.reduce import reduce
from tests.core.actions.stage import GPT, HOME, LAB, OPUS, A, info
from tests.core.charge.desk import Desk, working
from tests.core.charge.setting import ABORTED, LIMITED, SPENT

KEY = (LAB, A)
KNOWN = SessionFallback(agent="build")
AWAITING = SessionFallback(agent="build", awaiting=True)
OURS = "msg_ours0000000000000000000000"


def duty(record: SessionFallback = KNOWN, prompt: str | None = None) -> Duty:
    """Give a duty whose engine knows one session, and our newest prompt of it."""
    engine = Engine(sessions={KEY: record})
    return Duty(engine=engine, prompts={KEY: prompt} if prompt else {})


def heard(desk: Desk, event: Event, kept: Duty | None = None) -> list[h.Happening]:
    """Give what an event means at a desk."""
    before = desk.server
    after = reduce(desk.state, [event])[0].servers[LAB]
    return list(hear(Ear(kept or duty(), before, after), event))


def kinds(happenings: Iterable[h.Happening]) -> list[type[h.Happening]]:
    return [type(happening) for happening in happenings]


def status(desk: Desk, word: str, session: str = A, message: str = LIMITED) -> ev.StatusHeard:
    return ev.StatusHeard(
        server=LAB, at_ms=desk.now, session=session, directory=HOME, status=word, attempt=2,
        next_ms=desk.now + 9_000.0, message=message if word == "retry" else "",
    )  # fmt: skip


def message(desk: Desk, name: str, role: str = "assistant", **fields: object) -> ev.MessageSeen:
    known = {"agent": "build", "model": OPUS, "created_ms": desk.now, **fields}
    seen = Message(id=name, session=A, role=role, **known)  # type: ignore[arg-type]
    return ev.MessageSeen(server=LAB, at_ms=desk.now, message=seen)


# --- runs


def test_a_wait_is_told_with_all_that_is_known_of_it() -> None:
    desk = working()
    server = replace(desk.server, offset_ms=500.0)
    desk.state = replace(desk.state, servers={LAB: server})
    assert heard(desk, status(desk, "retry")) == [
        h.RetryAnnounced(
            key=KEY, at_ms=desk.now, message=LIMITED, attempt=2, model="fake/limited-opus",
            agent="build", until_ms=desk.now + 9_500.0,
        )
    ]  # fmt: skip


def test_a_wait_that_is_told_again_is_no_new_one() -> None:
    desk = working()
    desk.tell(status(desk, "retry"))
    assert heard(desk, status(desk, "retry")) == []
    assert kinds(heard(desk.later(1), status(desk, "retry"))) == [h.RetryAnnounced]


@pytest.mark.parametrize(("former", "word", "told"), [
    ("busy", "idle", [h.WentIdle]),
    ("retry", "idle", [h.WentIdle]),
    ("idle", "idle", []),
    ("idle", "busy", []),
    ("retry", "busy", []),
])  # fmt: skip
def test_only_the_end_of_a_run_is_an_end(
    former: str, word: str, told: list[type[h.Happening]]
) -> None:
    desk = working()
    desk.tell(status(desk, former))
    assert kinds(heard(desk.later(1), status(desk, word))) == told


def test_the_first_word_about_a_session_is_no_end_but_may_be_a_wait() -> None:
    desk = working()
    assert heard(desk, status(desk, "idle", "ses_new")) == []
    assert h.RetryAnnounced in kinds(heard(desk, status(desk, "retry", "ses_new")))


def test_an_agent_that_is_new_and_a_child_are_introduced_before_the_wait() -> None:
    desk = working(info(parent="ses_p"))
    first = heard(desk, status(desk, "retry"), duty(SessionFallback()))
    assert first[:2] == [
        h.AgentKnown(key=KEY, at_ms=desk.now, agent="build"),
        h.Delegated(key=KEY, at_ms=desk.now),
    ]
    known = duty(replace(KNOWN, child=True))
    assert kinds(heard(desk, status(desk, "retry"), known)) == [h.RetryAnnounced]


def test_who_has_no_agent_and_no_parent_is_not_introduced() -> None:
    desk = Desk(replace(info(), agent=None))
    assert kinds(heard(desk, status(desk, "retry"), duty(SessionFallback()))) == [h.RetryAnnounced]


def test_an_agent_that_is_known_is_not_forgotten_where_the_session_names_none() -> None:
    desk = Desk(replace(info(), agent=None))
    assert kinds(heard(desk, status(desk, "retry"))) == [h.RetryAnnounced]


def test_a_reading_tells_of_all_runs_that_changed() -> None:
    desk = working(info(), info("ses_b"), info("ses_c"))
    desk.status("busy", "ses_c")
    read = ev.DirectoryRead(
        server=LAB, at_ms=desk.now, asked_ms=desk.now + 1, directory=HOME, asks=(),
        statuses=(status(desk, "retry"), status(desk, "busy", "ses_c")),
    )  # fmt: skip
    assert [(type(one), one.key[1]) for one in heard(desk, read)] == [(h.RetryAnnounced, A)]


def test_a_reading_that_changes_nothing_means_nothing() -> None:
    desk = working()
    desk.tell(status(desk, "retry"))
    read = ev.DirectoryRead(
        server=LAB, at_ms=desk.now, asked_ms=desk.now - 1, directory=HOME, asks=(),
        statuses=(status(desk, "retry"),),
    )  # fmt: skip
    assert heard(desk, read) == []


def test_an_instance_that_ends_ends_its_runs() -> None:
    desk = working(info(), info("ses_b"))
    gone = ev.InstanceDisposed(server=LAB, at_ms=desk.now, directory=HOME)
    assert heard(desk, gone) == [h.WentIdle(key=KEY, at_ms=desk.now)]


@pytest.mark.parametrize(
    ("record", "prompt", "told"),
    [
        (AWAITING, OURS, []),  # the end of the run that our prompt follows
        (AWAITING, None, [h.WentIdle]),
        (KNOWN, OURS, [h.WentIdle]),
        (KNOWN, None, [h.WentIdle]),
    ],
)
def test_the_end_of_the_run_before_our_prompt_is_none(
    record: SessionFallback, prompt: str | None, told: list[type[h.Happening]]
) -> None:
    desk = working()
    assert kinds(heard(desk, status(desk, "idle"), duty(record, prompt))) == told


def test_the_end_of_the_run_of_our_prompt_is_one() -> None:
    desk = working()
    desk.asks(name=OURS, marked=True)
    assert kinds(heard(desk, status(desk, "idle"), duty(AWAITING, OURS))) == [h.WentIdle]


def test_where_no_prompt_is_known_the_end_before_ours_is_none() -> None:
    desk = Desk()
    desk.status("busy")
    assert heard(desk, status(desk, "idle"), duty(AWAITING, OURS)) == []


# --- errors


def test_an_error_is_told_of_the_model_that_runs() -> None:
    desk = working()
    erred = ev.SessionErred(server=LAB, at_ms=desk.now, session=A, failure=SPENT)
    assert heard(desk, erred) == [
        h.SessionFailed(
            key=KEY, at_ms=desk.now, fault=fault_of(SPENT), model="fake/limited-opus",
            agent="build",
        )
    ]  # fmt: skip
    introduced = kinds(heard(desk, erred, duty(SessionFallback())))
    assert introduced == [h.AgentKnown, h.SessionFailed]


def test_an_error_of_a_stranger_means_nothing() -> None:
    desk = working()
    erred = ev.SessionErred(server=LAB, at_ms=desk.now, session="ses_x", failure=SPENT)
    assert heard(desk, erred) == []


# --- messages


def test_a_prompt_is_a_turn_and_the_choice_of_its_model() -> None:
    desk = working()
    seen = message(desk, desk.later(5).fresh(), "user", model=GPT, agent="plan")
    assert heard(desk, seen, duty(SessionFallback(agent="plan"))) == [
        h.PromptSeen(key=KEY, at_ms=desk.now, ours=False),
        h.UserAsked(key=KEY, at_ms=desk.now, agent="plan", model="fake/ok-gpt"),
        h.PromptAsked(key=KEY, at_ms=desk.now, model="fake/ok-gpt"),
    ]
    introduced = kinds(heard(desk, seen))
    assert introduced == [h.PromptSeen, h.AgentKnown, h.UserAsked, h.PromptAsked]


def test_the_first_prompt_of_a_session_is_one_too() -> None:
    desk = Desk()
    assert kinds(heard(desk, message(desk, "msg_1", "user"))) == [h.UserAsked, h.PromptAsked]


def test_a_prompt_that_names_no_model_chooses_none() -> None:
    desk = Desk()
    told = heard(desk, message(desk, "msg_1", "user", model=None))
    assert [one.model for one in told if isinstance(one, h.PromptAsked)] == [None]


def test_a_prompt_that_is_known_is_told_no_more() -> None:
    desk = working()
    known = desk.session().prompt
    assert known is not None
    assert heard(desk, message(desk, known.id, "user", model=GPT)) == []


def test_a_prompt_that_is_older_than_the_newest_means_nothing() -> None:
    desk = working()
    assert heard(desk, message(desk, "msg_00000000000100000000000000", "user")) == []


def test_our_own_prompt_is_no_turn_of_a_person() -> None:
    desk = working()
    seen = message(desk, OURS, "user")
    told = heard(desk, seen, duty(AWAITING, OURS))
    assert told == [h.PromptSeen(key=KEY, at_ms=desk.now, ours=True)]
    theirs = kinds(heard(desk, seen, duty(AWAITING, "msg_other")))
    assert theirs == [h.PromptSeen, h.UserAsked, h.PromptAsked]


def test_the_abort_of_the_run_before_our_prompt_is_not_told() -> None:
    desk = working()
    ended = desk.session().answer
    assert ended is not None
    desk.asks(name=OURS, marked=True)
    late = ev.MessageSeen(
        server=LAB, at_ms=desk.now, message=replace(ended, failure=ABORTED, completed_ms=desk.now)
    )
    assert heard(desk, late, duty(AWAITING, OURS)) == []
    assert kinds(heard(desk, late, duty(AWAITING, "msg_other"))) == [h.AnswerSeen]
    ours = replace(late, message=replace(late.message, parent=OURS))
    assert kinds(heard(desk, ours, duty(AWAITING, OURS))) == [h.AnswerSeen]
    failed = replace(late, message=replace(late.message, failure=SPENT))
    assert kinds(heard(desk, failed, duty(AWAITING, OURS))) == [h.AnswerSeen]


def test_a_message_of_no_known_role_means_nothing() -> None:
    desk = working()
    assert heard(desk, message(desk, desk.later(5).fresh(), "system")) == []


def answer(desk: Desk, record: SessionFallback = KNOWN, **fields: object) -> h.AnswerSeen:
    """Give what a new word about the newest answer means."""
    known = desk.session().answer
    assert known is not None
    changed = replace(known, **fields)
    seen = ev.MessageSeen(server=LAB, at_ms=desk.now, message=changed)
    (told,) = heard(desk, seen, duty(record, OURS))
    assert isinstance(told, h.AnswerSeen)
    return told


def test_an_empty_answer_is_no_sign_of_life() -> None:
    desk = working()
    assert answer(desk) == h.AnswerSeen(
        key=KEY, at_ms=desk.now, model="fake/limited-opus", agent="build", has_output=False,
        is_live=False,
    )  # fmt: skip


def test_an_answer_that_failed_carries_its_error_and_is_live() -> None:
    told = answer(working(), failure=SPENT)
    assert (told.fault, told.is_live) == (fault_of(SPENT), True)


def test_an_answer_that_finished_is_live() -> None:
    told = answer(working(), finish="stop")
    assert (told.fault, told.has_output, told.is_live) == (None, False, True)


def test_an_answer_that_shows_something_is_live() -> None:
    desk = working()
    known = desk.session().answer
    assert known is not None
    desk.part(known.id)
    assert (answer(desk).has_output, answer(desk).is_live) == (True, True)
    other = answer(desk, AWAITING)
    assert (other.has_output, other.is_live) == (False, True)
    ours = answer(desk, AWAITING, parent=OURS)
    assert ours.has_output is True


def test_where_we_prompted_nothing_every_answer_is_one() -> None:
    desk = working()
    known = desk.session().answer
    assert known is not None
    desk.part(known.id)
    seen = ev.MessageSeen(server=LAB, at_ms=desk.now, message=known)
    (told,) = heard(desk, seen, duty(AWAITING))
    assert isinstance(told, h.AnswerSeen)
    assert told.has_output is True


def test_an_answer_introduces_its_session() -> None:
    desk = working()
    seen = message(desk, desk.later(5).fresh())
    told = kinds(heard(desk, seen, duty(SessionFallback())))
    assert told == [h.AgentKnown, h.AnswerSeen]


def test_a_new_answer_whose_agent_and_model_are_others_names_them() -> None:
    desk = working()
    seen = message(desk, desk.later(5).fresh(), agent="plan", model=GPT)
    (told,) = heard(desk, seen)
    assert isinstance(told, h.AnswerSeen)
    assert (told.agent, told.model) == ("plan", "fake/ok-gpt")


# --- words


@pytest.mark.parametrize(
    ("record", "awaited"),
    [
        (KNOWN, False),
        (AWAITING, True),
        (replace(AWAITING, worked=True), False),
        (SessionFallback(watchdog_ms=5), True),
        (SessionFallback(worked=True), False),
    ],
)
def test_a_first_word_is_awaited_of_a_prompt_and_of_a_child(
    record: SessionFallback, awaited: bool
) -> None:
    assert awaits_word(duty(record), KEY) is awaited
    assert not awaits_word(duty(record), (LAB, "ses_b"))


def words(desk: Desk, name: str) -> list[Event]:
    """Give the two ways in which a message says something."""
    grew = ev.TextGrew(
        server=LAB, at_ms=desk.now, session=A, message=name, part="prt_1", delta="W"
    )
    twin = Desk(now=desk.now)
    twin.part(name)
    return [grew, twin.told[-1]]


@pytest.mark.parametrize(
    ("record", "prompt", "told"),
    [
        (SessionFallback(agent="build", watchdog_ms=5), None, [h.Progressed]),
        (SessionFallback(agent="build", watchdog_ms=5), OURS, [h.Progressed]),
        (AWAITING, None, [h.Progressed]),
        (AWAITING, OURS, []),
        (KNOWN, None, []),
    ],
)
def test_a_word_of_the_newest_answer_is_progress_of_who_is_awaited(
    record: SessionFallback, prompt: str | None, told: list[type[h.Happening]]
) -> None:
    desk = working()
    newest = desk.session().answer
    assert newest is not None
    for event in words(desk, newest.id):
        assert kinds(heard(desk, event, duty(record, prompt))) == told


def test_a_word_of_another_message_is_none() -> None:
    desk = working()
    for event in words(desk, "msg_older"):
        assert heard(desk, event, duty(AWAITING)) == []


def test_a_word_of_a_session_without_an_answer_is_none() -> None:
    desk = Desk()
    for event in words(desk, "msg_1"):
        assert heard(desk, event, duty(AWAITING)) == []


def test_a_word_of_a_session_that_nobody_knows_is_none() -> None:
    desk = Desk()
    desk.state = replace(desk.state, servers={LAB: replace(desk.server, sessions={})})
    (grew, _) = words(desk, "msg_1")
    assert heard(desk, grew, duty(AWAITING)) == []


# --- sessions


def test_a_session_that_is_created_begins_on_its_model() -> None:
    desk = Desk()
    mine = replace(info("ses_b"), model=ModelRef(provider="a", model="b"), parent=A)
    seen = ev.SessionSeen(server=LAB, at_ms=desk.now, info=mine, created=True)
    key = (LAB, "ses_b")
    assert heard(desk, seen) == [
        h.AgentKnown(key=key, at_ms=desk.now, agent="build"),
        h.Delegated(key=key, at_ms=desk.now),
        h.SessionBegun(key=key, at_ms=desk.now, model="a/b"),
    ]
    assert kinds(heard(desk, replace(seen, created=False))) == [h.AgentKnown, h.Delegated]
    plain = replace(seen, info=replace(mine, model=None, parent=None))
    assert kinds(heard(desk, plain)) == [h.AgentKnown]


def test_what_befalls_a_session_is_told() -> None:
    desk = working()
    at = {"server": LAB, "at_ms": desk.now, "session": A}
    told = {"key": KEY, "at_ms": desk.now}
    assert heard(desk, ev.SessionDeleted(**at)) == [h.SessionEnded(**told)]
    assert heard(desk, ev.SessionCompacted(**at)) == [h.Compacted(**told)]
    switched = ev.AgentSwitched(**at, agent="plan")
    assert heard(desk, switched) == [h.AgentKnown(**told, agent="plan")]


def test_what_is_not_about_a_run_means_nothing() -> None:
    desk = working()
    assert heard(desk, ev.BytesHeard(server=LAB, at_ms=desk.now)) == []
