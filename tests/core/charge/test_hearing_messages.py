"""What prompts and answers mean to the engine."""

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.runs import fault_of
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.session import SessionFallback
from tests.core.actions.stage import GPT, LAB
from tests.core.charge.desk import Desk, working
from tests.core.charge.hearing_at import AWAITING, KEY, KNOWN, OURS, duty, heard, kinds, message
from tests.core.charge.setting import ABORTED, SPENT


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
