"""Two programs that look after the same session do not both move it."""

from typing import Any

import msgspec
import pytest

from omo_watch_core import events as ev
from omo_watch_core.charge.marks import derived_nonce, newest_of, others_act
from omo_watch_core.effects import ReadHistory, ReadMessages, SendAbort, SendPrompt
from omo_watch_core.growing import Text
from omo_watch_core.mark import Mark
from omo_watch_core.model import Message, Part
from tests.core.actions.stage import GPT, LAB, A
from tests.core.charge.desk import Desk, limited, working

ELSEWHERE = "another omo-watch acts on it at this moment"


def unheard(desk: Desk, ago: int, *, marked: bool = True, by: str | None = None) -> None:
    """Have a prompt of so long ago in the history that the stream has not told yet."""
    at, name = desk.now, desk.fresh()
    message = Message(id=name, session=A, role="user", agent="build", created_ms=at - ago)
    part = Part(
        id="prt_1",
        message=name,
        session=A,
        kind="text",
        text=Text.of("Hi"),
        mark=Mark(by=by) if marked else None,
    )
    desk.history.note(ev.MessageSeen(server=LAB, at_ms=at, message=message))
    desk.history.note(ev.PartSeen(server=LAB, at_ms=at, part=part))


def test_a_fresh_mark_of_another_holds_the_abort() -> None:
    desk = limited()
    unheard(desk, 9_999)
    desk.serve()
    assert desk.kinds() == [ReadMessages]
    assert desk.held() == [ELSEWHERE]
    assert desk.duty.errands == {}


def test_a_mark_of_ten_seconds_ago_is_none_any_more() -> None:
    desk = limited()
    unheard(desk, 10_000)
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_fresh_mark_of_another_holds_the_prompt() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    unheard(desk, 0)
    desk.serve()
    assert (desk.models(), desk.held()) == ([], [ELSEWHERE])
    for _ in range(5):
        desk.tick()
        desk.serve()
    assert (desk.models(), desk.held()) == ([], [ELSEWHERE] * 6)
    assert "not sent: the messages could not be read" in desk.texts("decision")


def test_the_age_of_a_mark_is_told_by_the_servers_clock() -> None:
    desk = limited()
    server = msgspec.structs.replace(desk.server, offset_ms=60_000.0)
    desk.state = msgspec.structs.replace(desk.state, servers={LAB: server})
    unheard(desk, 69_999)
    desk.serve()
    assert desk.held() == [ELSEWHERE]


def test_what_a_person_wrote_a_moment_ago_is_no_mark() -> None:
    desk = limited()
    unheard(desk, 0, marked=False)
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_an_own_mark_is_no_hindrance() -> None:
    desk = limited()
    desk.serve()
    desk.later(1_000).answers(GPT)
    desk.waits()
    desk.serve()
    assert (desk.models(), desk.held()) == (["ok-gpt", "ok-kimi"], [])


def test_a_mark_with_a_name_is_named_also_where_it_is_our_own() -> None:
    desk = limited()
    desk.state = msgspec.structs.replace(desk.state, owner="ann@desk")
    unheard(desk, 0, by="ann@desk")
    desk.serve()
    assert desk.held() == ["ann@desk acts on it at this moment"]


def test_two_programs_of_different_people_send_the_same_message() -> None:
    first, second = limited(), limited()
    for desk, owner in ((first, "ann@desk"), (second, "bob@lap")):
        desk.state = msgspec.structs.replace(desk.state, owner=owner)
        desk.serve()
    (one,), (other,) = first.bodies(), second.bodies()
    assert [body["parts"][0]["metadata"]["omo-watch"].pop("by") for body in (one, other)] == [
        "ann@desk", "bob@lap",
    ]  # fmt: skip
    assert one == other


def test_who_stood_back_goes_on_with_the_next_wait() -> None:
    desk = limited()
    unheard(desk, 0)
    desk.serve()
    desk.later(30_000).waits(attempt=2)
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_mark_in_the_answer_is_none() -> None:
    desk = limited()
    answer = desk.session().answer
    assert answer is not None
    desk.part(answer.id, mark=Mark())
    desk.serve(SendAbort)
    assert desk.kinds()[-1] is SendAbort


def unstamped(body: dict[str, Any]) -> dict[str, Any]:
    """Give a body without the moment at which it was made."""
    body["parts"][0]["metadata"]["omo-watch"].pop("at")
    return body


def twins() -> tuple[Desk, Desk]:
    """Give two programs that saw the same, one of them at work for longer."""
    first, second = limited(), working()
    second.waits(message="Too many requests")
    second.tell(ev.BytesHeard(server=LAB, at_ms=second.now))
    return first, second


def test_two_who_decide_the_same_send_the_same_message() -> None:
    first, second = twins()
    second.later(700)
    first.serve()
    second.serve(SendPrompt)
    (one,), (other,) = first.bodies(), second.bodies()
    assert one["messageID"] == other["messageID"]
    assert unstamped(one) == unstamped(other)
    assert first.state.actions.keys() == second.state.actions.keys()


def test_two_who_decide_differently_send_two_messages() -> None:
    first, other_model = limited(), limited(chain=["fake/ok-kimi"])
    other_newest = working()
    other_newest.later(1).answers()
    other_newest.waits()
    desks = (first, other_model, other_newest)
    for desk in desks:
        desk.serve(SendPrompt)
    assert len({desk.bodies()[0]["messageID"] for desk in desks}) == 3


def test_the_second_to_look_sees_the_mark_of_the_first() -> None:
    first, second = twins()
    first.serve()
    second.history = first.history
    second.serve()
    assert (second.changing(), second.held()) == ([], [ELSEWHERE])


def test_the_mark_of_an_equal_decision_is_the_mark_of_another() -> None:
    first, second = twins()
    second.serve(SendAbort)
    second.aborted()
    first.serve()
    second.history = first.history
    second.serve()
    assert (second.models(), second.held()) == ([], [ELSEWHERE])


def test_all_versions_derive_the_same_id() -> None:
    assert derived_nonce(A, "msg_1", "fake/ok-gpt") == "c0ujs75uRDju39"


@pytest.mark.parametrize(
    "other",
    [("ses_b", "msg_1", "m"), (A, "msg_2", "m"), (A, "msg_1", "n"), ("ses_amsg", "_1", "m")],
)
def test_each_part_of_a_decision_tells(other: tuple[str, str, str]) -> None:
    nonce, another = derived_nonce(A, "msg_1", "m"), derived_nonce(*other)
    assert nonce != another
    assert {len(nonce), len(another)} == {14}
    assert (nonce + another).isalnum()


def test_an_empty_history_has_no_newest_message_and_no_marks() -> None:
    assert newest_of(()) == ""
    assert not others_act((), (), 0.0)


def test_a_session_without_messages_is_prompted_with_an_id_of_the_clock() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.listed(page=())
    desk.serve(ReadHistory)
    desk.turn_read()
    (body,) = desk.bodies()
    assert body["messageID"][4:16] == f"{desk.now * 4096 % 2**48:012x}"
