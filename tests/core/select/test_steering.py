"""Which operator steers a session, as a row and a script are told it."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.contract import session_entry
from omo_watch_core.mark import Steering
from omo_watch_core.model import Message
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.select.steering import Steerer, other_steerer
from omo_watch_core.state import State
from tests.core.select.make import GPT, LAB, NOW, busy, server, state

KEY = RowKey(server=LAB, session="ses_a")


def steered(created: int = 0, owner: str = "bob@lap", **fields: Any) -> State:
    """Give a state in which somebody prompted `ses_a`; the server's clock is 500 ms behind."""
    told = {"by": "ann@desk", "since_ms": NOW - 60_000, "kind": "override", "message": "msg_1"}
    prompt = Message(id="msg_1", session="ses_a", role="user", created_ms=created)
    session = busy(steered=Steering(**{**told, **fields}), prompt=prompt)
    return replace(state(server(session, offset_ms=500.0)), owner=owner)


def line(made: State) -> Row:
    found = row(made, KEY)
    assert found is not None
    return found


def test_who_and_since_when() -> None:
    found = line(steered()).steered
    since = NOW - 60_000 + 500
    assert found == Steerer(by="ann@desk", since_ms=since, kind="override", own=False)
    document = session_entry(steered(), line(steered()))
    assert document["steered_by"] == {"by": "ann@desk", "since_ms": since, "kind": "override"}


def test_the_server_knows_better_when_it_was() -> None:
    found = line(steered(created=NOW - 9_000)).steered
    assert found is not None
    assert found.since_ms == NOW - 8_500
    assert (found.is_fresh(NOW), found.is_fresh(NOW + 1_500)) == (True, False)


def test_without_a_mark_nobody_steers() -> None:
    plain = state(server(busy()))
    assert line(plain).steered is None
    assert session_entry(plain, line(plain))["steered_by"] is None


def test_a_mark_without_name_and_time_is_somebody_elses() -> None:
    found = line(steered(owner="", by=None, since_ms=None)).steered
    assert found == Steerer(by=None, since_ms=None, kind="override", own=False)
    assert found is not None
    assert not found.is_fresh(NOW)


def test_our_own_name_and_our_own_actions_are_ours() -> None:
    named = steered(owner="ann@desk")
    action = OverrideAction(
        id="act_1", server=LAB, session="ses_a", title="", started_ms=NOW, phase="ended",
        phase_ms=NOW, target=GPT, message="msg_1",
    )  # fmt: skip
    known = replace(steered(), actions={"act_1": action})
    by_action = replace(
        steered(action="act_2", message="msg_1"),
        actions={"act_2": replace(action, id="act_2", message="")},
    )
    for made in (named, known, by_action):
        found = line(made).steered
        assert found is not None
        assert found.own
        lab = made.servers[LAB]
        assert other_steerer(made, lab, lab.sessions["ses_a"]) is None
