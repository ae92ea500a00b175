"""Turns of a person: counted once each, when they begin; the last one is held to its end."""

from itertools import permutations

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadMessages
from omo_watch_core.model import Message
from tests.core.actions.stage import GPT, LAB, A, info
from tests.core.leases.leasing import Leasing, a_lease, stopped

B = "ses_b"


def turn(desk: Leasing) -> str:
    """Prompt on the held model, and let it answer."""
    name = desk.later(1_000).asks(A, GPT)
    desk.status("busy")
    desk.proves()
    return name


def test_a_turn_counts_when_it_begins_and_is_held_to_its_end() -> None:
    desk = stopped()
    desk.held(until="turns", turns=2)
    desk.noted()
    assert desk.lease.used == ()
    first = turn(desk)
    assert (desk.lease.used, desk.holds()) == ((first,), ["ok-gpt"])
    second = desk.later(1_000).asks(A, GPT)
    assert (desk.lease.used, desk.holds()) == ((first, second), ["ok-gpt"])
    desk.status("busy")
    desk.proves()
    assert (desk.lease.ended, desk.holds()) == ("its 2 turns are used", [])


def test_prompts_of_programs_do_not_count() -> None:
    desk = stopped()
    desk.held(until="turns", turns=1)
    desk.later(1_000).asks(A, GPT, marked=True)
    desk.proves()
    assert (desk.lease.used, desk.holds()) == ((), ["ok-gpt"])


def test_the_prompt_before_it_does_not_count() -> None:
    desk = stopped()
    desk.held(until="turns", turns=1)
    desk.tick(5)
    assert desk.lease.used == ()


def test_one_turn_more_ends_it_where_the_last_had_no_answer() -> None:
    desk = stopped()
    desk.held(until="turns", turns=1)
    desk.later(1_000).asks(A, GPT)
    desk.status("busy")
    desk.status("idle")
    desk.tick()
    assert desk.holds() == ["ok-gpt"]
    desk.later(1_000).asks(A, GPT)
    assert (desk.lease.ended, desk.holds()) == ("its turn is used", [])


NOTICE = "Done.\n<!-- OMO_INTERNAL_INITIATOR -->\n<!-- OMO_INTERNAL_NOREPLY -->"


def notices(desk: Leasing) -> str:
    """Let a plugin leave a notice that no answer follows."""
    name = desk.later(1_000).fresh()
    message = Message(id=name, session=A, role="user", created_ms=desk.now, model=GPT)
    desk.tell(ev.MessageSeen(server=LAB, at_ms=desk.now, message=message))
    desk.part(name, NOTICE)
    return name


def test_a_notice_that_no_answer_follows_does_not_count() -> None:
    desk = stopped()
    desk.held(until="turns", turns=2)
    notices(desk)
    desk.tell(listing(desk, desk.now))
    assert desk.lease.used == ()
    first = turn(desk)
    notices(desk)
    desk.tell(listing(desk, desk.now))
    assert desk.lease.used == (first,)


@pytest.mark.parametrize("scope", ["agent", "provider"])
def test_what_a_task_asks_of_its_child_counts_for_no_wider_lease(scope: str) -> None:
    desk = stopped(info(A), info(B, parent=A))
    desk.held(scope=scope, until="turns", turns=2)
    desk.later(1_000).asks(B, GPT)
    page = desk.history.page(B, 50)
    desk.tell(replace(listing(desk, desk.now), session=B, messages=page))
    assert desk.lease.used == ()
    first = turn(desk)
    assert desk.lease.used == (first,)


def test_a_lease_of_a_child_counts_what_the_child_itself_is_asked() -> None:
    desk = stopped(info(A), info(B, parent=A))
    desk.read(a_lease(name=B, until="turns", turns=2))
    asked = desk.later(1_000).asks(B, GPT)
    assert desk.lease.used == (asked,)


def listing(desk: Leasing, asked_ms: int) -> ev.MessagesListed:
    return ev.MessagesListed(
        server=LAB, at_ms=desk.now, asked_ms=asked_ms, session=A,
        messages=desk.history.page(A, 50), complete=True,
    )  # fmt: skip


def test_turns_that_nobody_watched_are_read_once() -> None:
    desk = stopped()
    desk.serve()
    earlier = desk.history.page(A, 50)[-1][0].id
    one, two = (turn(desk) for _ in range(2))
    asked = len(desk.all(ReadMessages))
    desk.read(a_lease(until="turns", turns=5, after=earlier))
    assert desk.lease.used == (two,)
    (ask,) = desk.all(ReadMessages)[asked:]
    assert (ask.session, ask.limit) == (A, 50)
    desk.tell(listing(desk, desk.now))
    assert desk.lease.used == (one, two)
    desk.tell(listing(desk, desk.now))
    desk.tick(3)
    assert len(desk.lease.used) == 2
    assert len(desk.all(ReadMessages)) == asked + 1


@pytest.mark.parametrize("order", list(permutations(("journal", "listing", "tick"))))
def test_whatever_is_read_first_the_count_is_the_same(order: tuple[str, ...]) -> None:
    desk = stopped()
    earlier = desk.history.page(A, 50)[-1][0].id
    turns = [turn(desk) for _ in range(2)]
    lease = a_lease(until="turns", turns=5, after=earlier)
    for what in order:
        if what == "journal":
            desk.read(lease)
        elif what == "listing":
            desk.tell(listing(desk, desk.now))
        else:
            desk.tick()
    desk.tell(listing(desk, desk.now))
    assert desk.lease.used == tuple(turns)


def test_two_programs_that_count_the_same_come_to_the_same() -> None:
    desk = stopped()
    desk.held(until="turns", turns=3)
    other = replace(desk.state.journal.leases[desk.lease.id])
    name = turn(desk)
    theirs = replace(other, used=(name,), changed_ms=desk.lease.changed_ms + 1)
    desk.read(theirs)
    desk.tick()
    assert desk.lease.used == (name,)
