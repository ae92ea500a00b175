"""What waits for a person: each kind, its words, its command, and the order."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.announced import Mismatch
from omo_watch_core.charge.duty import Duty, Offer
from omo_watch_core.charge.telling import offered
from omo_watch_core.commands import LeaseWish
from omo_watch_core.model import ModelRef, Question
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.inbox_entry import InboxEntry
from omo_watch_core.select.view import View
from omo_watch_core.state import Session, State
from tests.core.select.make import (
    ABORTED,
    GPT,
    HOUR,
    KIMI,
    LAB,
    LIMITED,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    answer,
    ask,
    busy,
    idle,
    order,
    retry,
    server,
    setback,
    state,
)

CHAIN = {"*": ("fake/gpt", "fake/kimi")}
ALL = (OPUS, GPT, KIMI)


def found(session: Session, **fields: Any) -> tuple[InboxEntry, ...]:
    """Give the inbox of one server with one session."""
    return inbox(state(server(session, models=ALL, **fields), chains=CHAIN))


def one(session: Session, **fields: Any) -> tuple[str, str, int, str]:
    """Give the only entry: kind, text, since, hint."""
    (entry,) = found(session, **fields)
    assert (entry.server, entry.session, entry.title) == (LAB, session.id, session.info.title)
    return entry.kind, entry.text, entry.since_ms, entry.hint


def differing(**fields: Any) -> Mismatch:
    """Give a claim that another model answered."""
    base: dict[str, Any] = {
        "claimed": "fake/gpt", "fact": "fake/kimi", "answered": True, "source": "toast",
        "at_ms": NOW - 3 * SECOND,
    }  # fmt: skip
    return Mismatch(**{**base, **fields})


@pytest.mark.parametrize(
    "session",
    [
        idle(),
        busy(),
        retry(),
        idle(failure=ABORTED),
        idle(parked_until_ms=NOW + HOUR),
        idle(answer=answer(completed_ms=None)),
        busy(archived_ms=1, unfinished=3),
    ],
    ids=["rest", "work", "a wait", "stopped", "parked", "interrupted", "archived"],
)
def test_what_needs_nobody_is_not_in_it(session: Session) -> None:
    assert found(session) == ()


def test_a_permission() -> None:
    waits = ask()
    hint = f"omo-watch answer {waits.id} once"
    assert one(busy(), asks=[waits]) == ("permission", "touch marker", NOW - MINUTE, hint)


def test_a_question() -> None:
    waits = replace(ask(kind="question"), questions=(Question(text="Which?"),))
    assert one(busy(), asks=[waits])[::3] == ("question", f"omo-watch answer {waits.id} TEXT")


def test_a_request_that_nobody_waits_for_is_dead() -> None:
    assert found(idle(), asks=[ask()]) == ()
    assert found(busy(), asks=[ask("ses_of_another_server")]) == ()


def test_a_child_asks_like_its_parent() -> None:
    lab = server(busy(), busy("ses_c", parent="ses_a"), asks=[ask("ses_c")])
    assert [entry.session for entry in inbox(state(lab))] == ["ses_c"]


def test_a_claim_that_differs_from_the_fact() -> None:
    assert one(busy(mismatch=differing())) == (
        "mismatch", "claimed gpt, kimi answered", NOW - 3 * SECOND,
        "omo-watch override ses_a fake/gpt",
    )  # fmt: skip
    asked = differing(answered=False, claimed="gpt")
    assert one(busy(mismatch=asked))[1::2] == (
        "claimed gpt, kimi was asked", "omo-watch override ses_a PROVIDER/MODEL",
    )  # fmt: skip


def test_an_error_without_an_answer() -> None:
    assert one(idle(failure=LIMITED, ended_ms=NOW - MINUTE)) == (
        "no answer", "429 Rate limit reached", NOW - MINUTE, "omo-watch override ses_a fake/gpt",
    )  # fmt: skip


def test_a_chain_that_is_used_up() -> None:
    void = answer(completed_ms=NOW - HOUR)
    spent = (setback(), setback(GPT), setback(KIMI))
    made = idle(answer=void, answered=False, setbacks=spent, ended_ms=NOW - MINUTE)
    assert one(made) == (
        "exhausted", "3 models failed", NOW - MINUTE, "omo-watch override ses_a PROVIDER/MODEL",
    )  # fmt: skip


def test_a_session_that_is_stuck() -> None:
    silent = busy(active_ms=NOW - 4 * MINUTE, turn_ms=NOW - 5 * MINUTE)
    assert one(silent) == (
        "stuck", "provider-silent: 4m", NOW - 4 * MINUTE, "omo-watch cancel ses_a",
    )  # fmt: skip
    assert one(busy(unfinished=3))[1] == "looping: 3 steps cut off"


def test_an_offer_of_the_local_core() -> None:
    offer = Offer(
        key=(LAB, "ses_a"), model="fake/gpt", cause="429", why="a person's turn", consequence="",
        at_ms=NOW - 9 * SECOND,
    )  # fmt: skip
    gone = replace(offer, key=(LAB, "ses_gone"))
    duty = Duty(offers={offer.key: offer, gone.key: gone})
    (entry,) = inbox(state(server(retry()), duty=duty))
    assert (entry.kind, entry.since_ms) == ("offer", NOW - 9 * SECOND)
    assert entry.id == f"offer:{LAB}:ses_a"
    assert entry.text == "move to fake/gpt: 429; a person's turn"
    assert entry.hint == "omo-watch override ses_a fake/gpt"


def test_an_offer_with_a_lease_says_how_to_take_it_whole() -> None:
    offer = Offer(
        key=(LAB, "ses_a"), model="fake/gpt", cause="429", why="a person's turn", consequence="",
        at_ms=NOW, lease=LeaseWish(until="recovered"),
    )  # fmt: skip
    (entry,) = inbox(state(server(retry()), duty=Duty(offers={offer.key: offer})))
    assert entry.hint == "omo-watch override ses_a fake/gpt --until-recovered"
    assert offered(offer).data["hint"] == entry.hint


def test_equal_sessions_of_two_servers_are_two_entries() -> None:
    made = state(
        server(busy(mismatch=differing()), idle("ses_b", failure=LIMITED)),
        server(busy(mismatch=differing()), idle("ses_b", failure=LIMITED), name="west"),
    )
    assert {entry.id for entry in inbox(made)} == {
        f"{what}:{where}:{name}"
        for what, name in (("mismatch", "ses_a"), ("no answer", "ses_b"))
        for where in (LAB, "west")
    }


def all_kinds() -> State:
    """Give two servers with a bit of everything."""
    stuck = busy("ses_stuck", active_ms=NOW - 9 * MINUTE, turn_ms=NOW - 9 * MINUTE)
    failed = idle("ses_failed", failure=LIMITED, ended_ms=NOW - 2 * MINUTE)
    lab = server(
        stuck, busy("ses_asks"), busy("ses_late"), failed,
        busy("ses_b", mismatch=differing()),
        asks=[ask("ses_asks", NOW - SECOND), ask("ses_late", NOW - HOUR)],
    )  # fmt: skip
    other = idle("ses_other", failure=LIMITED, ended_ms=None, updated_ms=0)
    return state(lab, server(other, name="west", offset_ms=0.0))


def test_people_first_then_the_longest_wait_what_is_not_known_last() -> None:
    entries = inbox(all_kinds())
    assert [(entry.server, entry.session) for entry in entries] == [
        (LAB, "ses_late"), (LAB, "ses_asks"), (LAB, "ses_stuck"), (LAB, "ses_failed"),
        (LAB, "ses_b"), ("west", "ses_other"),
    ]  # fmt: skip
    assert entries[-1].since_ms == 0
    assert len({entry.id for entry in entries}) == len(entries)


def test_a_model_with_odd_letters_is_quoted() -> None:
    odd = ModelRef(provider="fake", model="a b; rm")
    made = idle(failure=LIMITED, setbacks=(setback(odd),))
    entries = inbox(state(server(made), chains={"*": ("fake/a $x",)}))
    assert entries[0].hint == "omo-watch override ses_a 'fake/a $x'"


def test_the_table_shows_it_too_where_only_what_needs_a_person_is_wanted() -> None:
    wanted = View(unfolded=True, needs_me=True)
    assert order(busy(mismatch=differing()), busy("ses_b"), view=wanted) == "a"
