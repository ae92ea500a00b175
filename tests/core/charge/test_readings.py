"""What the engine reads of a server's words: messages, models, errors, what may be used."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.charge.naming import entry_of
from omo_watch_core.charge.runs import fault_of
from omo_watch_core.charge.saying import said_of
from omo_watch_core.charge.setups import is_usable, setup_of
from omo_watch_core.charge.stance import may_abort
from omo_watch_core.fallback.engine.session import Pending, SessionFallback, Trouble
from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.state import FallbackState, Plan
from omo_watch_core.growing import Text
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, Message, ModelRef, Part, SessionInfo, Tokens, Tool
from omo_watch_core.state import Server, Session
from tests.core.actions.stage import GPT, LAB, A
from tests.core.charge.desk import Desk

TIMEOUT = "session.timeout"


def part(kind: str = "text", text: str = "", **fields: Any) -> Part:
    return Part(id="prt_1", message="msg_1", session=A, kind=kind, text=Text.of(text), **fields)


def test_a_message_is_read_with_all_that_the_fallback_looks_at() -> None:
    message = Message(
        id="msg_1", session=A, role="assistant", agent="build", finish="stop", completed_ms=7,
        failure=Failure(name="APIError"), tokens=Tokens(input=100, output=3, reasoning=4),
    )  # fmt: skip
    tool = Tool(name="bash", call="c", status="running")
    page = ((message, (part(text="Hi"), part("tool", tool=tool))),)
    pieces = (
        Piece(kind="text", text="Hi", id="prt_1"),
        Piece(kind="tool", id="prt_1", tool="bash", tool_state="running"),
    )
    assert said_of(page) == (
        Said(
            role="assistant", id="msg_1", agent="build", failed=True, finish="stop",
            completed=True, tokens=7, pieces=pieces,
        ),
    )  # fmt: skip


def test_a_message_that_has_just_begun_has_nothing() -> None:
    message = Message(id="msg_1", session=A, role="assistant")
    assert said_of(((message, ()),)) == (Said(role="assistant", id="msg_1"),)


@pytest.mark.parametrize("fields", [{"synthetic": True}, {"mark": Mark()}])
def test_what_a_program_wrote_is_no_turn_of_a_person(fields: dict[str, Any]) -> None:
    message = Message(id="msg_1", session=A, role="user")
    written = replace(part(), **fields)
    (said,) = said_of(((message, (written,)),))
    assert [piece.synthetic for piece in said.pieces] == [True]


def test_messages_stay_in_their_order() -> None:
    names = ["msg_1", "msg_2", "msg_3"]
    page = [(Message(id=name, session=A, role="user"), ()) for name in names]
    assert [said.id for said in said_of(page)] == names


def record(pending: str | None = None, planned: str | None = None, current: str = "a/b") -> Any:
    """Give a session that stands on a model, was sent another, and plans a third."""
    state = FallbackState(original="a/b", current=current, pending=pending)
    trouble = Trouble(source="x", cause="x", reason="x")
    plan = Plan(model=planned, failed="a/b", index=0, at_ms=0) if planned else None
    step = Pending(waits="prompt", ask=1, deadline_ms=None, trouble=trouble, plan=plan)
    return SessionFallback(state=state, step=step)


@pytest.mark.parametrize(
    "known",
    [
        record(pending="fake/ok-gpt(high)"),
        record(planned="fake/ok-gpt(high)"),
        record(current="fake/ok-gpt(high)"),
        record(pending="fake/ok-gpt(high)", planned="fake/ok-gpt(low)", current="fake/ok-gpt"),
    ],
)
def test_a_model_is_named_as_the_chain_names_it(known: SessionFallback) -> None:
    assert entry_of(known, GPT) == "fake/ok-gpt(high)"


def test_a_model_that_the_session_does_not_stand_on_is_named_plainly() -> None:
    assert entry_of(record(current="fake/ok-kimi"), GPT) == "fake/ok-gpt"
    assert entry_of(SessionFallback(), GPT) == "fake/ok-gpt"
    assert entry_of(record(current="no model at all"), GPT) == "fake/ok-gpt"


def test_no_model_has_no_name() -> None:
    assert entry_of(record(current="fake/ok-gpt"), None) is None


def test_an_error_keeps_what_decides() -> None:
    fault = fault_of(Failure(name="APIError", message="Slow down", status=429, retryable=True))
    assert (fault.name, fault.message, fault.status) == ("APIError", "slow down", 429)
    assert fault.retryable is True


def test_an_error_that_nobody_calls_retryable_says_nothing_about_it() -> None:
    assert fault_of(Failure(name="APIError", message="Slow down")).retryable is None


def test_only_listed_models_are_usable_once_the_list_is_there() -> None:
    server = Desk().server
    assert is_usable(server, "fake/ok-gpt(high)")
    assert not is_usable(server, "fake/other")
    assert not is_usable(server, "ok-gpt")


def test_before_the_list_every_model_is_usable_that_is_one() -> None:
    server = Server(name=LAB, url="", link=Desk().server.link)
    assert is_usable(server, "fake/other")
    assert not is_usable(server, "other")


def test_a_server_that_is_gone_leaves_the_settings() -> None:
    state = Desk().state
    setup = setup_of(state, ("other", A))
    assert (setup.policy, setup.chains) == (state.policy, state.chains)
    assert setup.usable("any/model")


def test_the_engine_is_given_our_policy_and_the_servers_models() -> None:
    state = Desk(timeout_seconds=7).state
    setup = setup_of(state, (LAB, A))
    assert setup.policy.timeout_seconds == 7
    assert (setup.usable("fake/ok-gpt"), setup.usable("fake/other")) == (True, False)
    assert setup_of(state, (LAB, "ses_gone")).chains == state.chains


PROMPT = Message(id="msg_ours", session=A, role="user", model=ModelRef(provider="a", model="b"))


@pytest.mark.parametrize(
    ("status", "source", "fields", "may"),
    [
        ("retry", "session.status", {}, True),
        ("retry", TIMEOUT, {"answered": True}, True),
        ("busy", TIMEOUT, {"prompt": PROMPT}, True),
        ("busy", TIMEOUT, {"prompt": PROMPT, "answered": True}, False),
        ("busy", "session.status", {"prompt": PROMPT}, False),
        ("busy", TIMEOUT, {"prompt": PROMPT, "ours": "msg_older"}, False),
        ("busy", TIMEOUT, {"prompt": PROMPT, "ours": None}, False),
        ("busy", TIMEOUT, {"ours": None}, False),
        ("idle", TIMEOUT, {"prompt": PROMPT}, False),
        ("running", TIMEOUT, {"prompt": PROMPT}, False),
        (None, TIMEOUT, {"prompt": PROMPT}, False),
    ],
)
def test_only_a_wait_or_an_own_silent_turn_may_be_stopped(
    status: str | None, source: str, fields: dict[str, Any], may: bool
) -> None:
    known = {name: value for name, value in fields.items() if name != "ours"}
    session = Session(info=SessionInfo(id=A, title="", directory=""), **known)
    assert may_abort(session, status, source, fields.get("ours", "msg_ours")) is may


def test_only_the_servers_own_abort_is_a_persons_wish() -> None:
    assert fault_of(Failure(name="MessageAbortedError", message="Aborted")).cancels
    assert not fault_of(Failure(name="APIError", message="stream interrupted")).cancels
