"""What happens on a deed, event by event, in the order of the real server."""

import pytest
from tests.edge.demo.hearing import brief
from tests.edge.demo.theatre import Theatre

from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.models import GEMINI, GPT, SONNET

TALK = ["part step-start", "part text", "delta", "part text", "part step-finish"]
BEGIN = ["busy", "answer", "session.updated", "session.diff", "summed up", "busy"]
NEXT = ["busy", "answer", "session.updated", "session.diff", "busy"]
END = ["busy", "idle", "session.idle", "session.updated", "session.diff", "summed up"]
ANSWERED = [*TALK, "answer stop", "answer stop done"]
ABORTED = ["error MessageAbortedError", "idle", "session.idle"]
CLOSED = ["answer done failed", "idle", "session.idle"]


@pytest.fixture
def theatre() -> Theatre:
    return Theatre(LAPTOP)


def test_a_prompt_is_stored_and_answered(theatre: Theatre) -> None:
    session = theatre.create()
    assert brief(theatre.events, session) == ["session.created"]
    asked = theatre.prompt(session, GEMINI.name)
    stored = ["session.updated", "prompt", "part text", "session.updated"]
    assert brief(theatre.events, session) == stored
    assert brief(theatre.at(60_000), session) == [*BEGIN, *ANSWERED, *END]
    assert theatre.messages(session)[-1]["info"]["parentID"] == asked


def test_a_second_prompt_with_the_same_model_changes_no_choice(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GEMINI.name)
    theatre.at(60_000)
    theatre.prompt(session, GEMINI.name)
    assert brief(theatre.events, session) == ["prompt", "part text", "session.updated"]


def test_durable_events_come_twice_and_count_up(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GEMINI.name)
    said = theatre.at(60_000)
    kinds = {event["payload"]["type"] for event in said}
    repeated = [r["payload"]["syncEvent"] for r in theatre.repeats]
    mine = [event["seq"] for event in repeated if event["aggregateID"] == session]
    assert mine == list(range(5, 5 + len(mine)))
    assert {event["type"].removesuffix(".1") for event in repeated} < kinds
    assert "session.status" not in {event["type"].removesuffix(".1") for event in repeated}


def test_an_abort_of_a_wait_leaves_no_error(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GPT.name)
    assert brief(theatre.at(1_000), session) == [*BEGIN, "retry"]
    assert theatre.post(f"/session/{session}/abort") is True
    assert brief(theatre.events, session) == ["answer done", "idle", "session.idle"]
    newest = theatre.messages(session)[-1]
    assert (newest["parts"], "error" in newest["info"], "finish" in newest["info"]) == (
        [],
        False,
        False,
    )
    assert brief(theatre.at(600_000), session) == []


def test_an_abort_in_the_middle_of_a_text_keeps_it(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GEMINI.name)
    theatre.at(1_000)
    theatre.post(f"/session/{session}/abort")
    assert brief(theatre.events, session) == [*ABORTED, "part text", *CLOSED]
    newest = theatre.messages(session)[-1]
    assert newest["info"]["error"]["name"] == "MessageAbortedError"
    assert newest["parts"][-1]["text"]
    assert brief(theatre.at(60_000), session) == []


def test_an_abort_of_an_idle_session_only_says_so(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.post(f"/session/{session}/abort")
    assert brief(theatre.events, session) == ["idle", "session.idle"]


def test_an_abort_of_a_shell_call_keeps_its_output(theatre: Theatre) -> None:
    session = theatre.id("read-loop")
    theatre.post(f"/session/{session}/abort")
    assert brief(theatre.events, session) == [*ABORTED, "part tool completed", *CLOSED]
    output = theatre.messages(session)[-1]["parts"][-1]["state"]["output"]
    assert "User aborted the command" in output


def test_an_abort_of_another_call_interrupts_it(theatre: Theatre) -> None:
    session = theatre.id("cancel-scopes")
    theatre.post(f"/session/{session}/abort")
    state = theatre.messages(session)[-1]["parts"][-1]["state"]
    assert (state["status"], state["metadata"]) == ("error", {"interrupted": True})


def test_an_abort_of_a_parent_stops_all_below_it(theatre: Theatre) -> None:
    parent = theatre.id("port-scheduler")
    below = [theatre.id(role) for role in ("read-loop", "migration", "callbacks", "cancel-scopes")]
    theatre.at(5_000)
    theatre.post(f"/session/{parent}/abort")
    events = theatre.events
    assert brief(events, parent) == [*["part tool error"] * 3, *ABORTED, *CLOSED]
    assert {theatre.status(session) for session in (parent, *below)} == {"idle"}
    last = [e["payload"]["properties"]["sessionID"] for e in events][-1]
    assert last == parent
    tasks = [part for part in theatre.messages(parent)[-1]["parts"] if part["type"] == "tool"]
    assert {part["state"]["error"] for part in tasks} == {"Task cancelled"}
    later = theatre.at(60_000)
    assert [session for session in (parent, *below) if brief(later, session)] == []


def test_tasks_of_the_plugin_do_not_stop_with_their_parent(theatre: Theatre) -> None:
    parent = theatre.id("refactor-billing")
    tasks = [theatre.id(role) for role in ("explore-tests", "search-ledger")]
    theatre.at(5_000)
    theatre.post(f"/session/{parent}/abort")
    assert theatre.status(parent) == "idle"
    assert {theatre.status(task) for task in tasks} == {"busy"}


def test_a_parent_goes_on_when_one_below_it_is_stopped(theatre: Theatre) -> None:
    parent, child = theatre.id("callbacks"), theatre.id("cancel-scopes")
    theatre.post(f"/session/{child}/abort")
    assert brief(theatre.events, parent) == ["part tool error"]
    grand = theatre.id("port-scheduler")
    events = theatre.at(60_000)
    expected = ["part step-finish", "answer tool-calls", "answer tool-calls done", *NEXT]
    assert brief(events, parent) == [*expected, *ANSWERED, *END]
    assert brief(events, grand) == ["part tool completed"]


def test_an_unknown_model_is_an_error_without_an_answer(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, "openai/nonesuch")
    unknown = ["busy", "error UnknownError", "idle", "session.idle", "error UnknownError"]
    assert brief(theatre.at(5_000), session) == unknown
    assert [entry["info"]["role"] for entry in theatre.messages(session)] == ["user"]


def test_an_unknown_agent_stores_nothing(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, SONNET.name, agent="nobody")
    assert brief(theatre.events, session) == ["error UnknownError"] * 2
    assert theatre.messages(session) == []


def test_a_failure_says_idle_twice(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, SONNET.name, "Please fail.")
    failed = ["error APIError", "idle", "session.idle", *CLOSED]
    assert brief(theatre.at(5_000), session) == [*BEGIN, *failed]


def test_a_permission_waits_and_is_given(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, SONNET.name, "This needs a permission.")
    asks = ["part step-start", "part tool pending", "permission.asked", "part tool running"]
    assert brief(theatre.at(5_000), session) == [*BEGIN, *asks]
    (asked,) = [ask for ask in theatre.get("/permission") if ask["sessionID"] == session]
    theatre.post(f"/session/{session}/permissions/{asked['id']}", {"response": "once"})
    assert brief(theatre.events, session) == ["permission.replied", "part tool running"]
    done = ["part tool completed", "part step-finish", "answer tool-calls"]
    goes_on = [*done, "answer tool-calls done", *NEXT, *ANSWERED, *END]
    assert brief(theatre.at(60_000), session) == goes_on
    assert theatre.get("/permission") == []


def test_a_refused_permission_ends_the_run(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, SONNET.name, "This needs a permission.")
    theatre.at(5_000)
    (asked,) = theatre.get("/permission")
    theatre.post(f"/permission/{asked['id']}/reply", {"reply": "reject"})
    assert brief(theatre.events, session) == ["permission.replied", "part tool error"]
    ends = ["part step-finish", "answer tool-calls", "answer tool-calls done", *END[1:]]
    assert brief(theatre.at(60_000), session) == ends


def test_a_question_is_answered(theatre: Theatre) -> None:
    session = theatre.id("rename-fields")
    (asked,) = theatre.get("/question")
    theatre.post(f"/question/{asked['id']}/reply", {"answers": [["Keep both"]]})
    assert brief(theatre.events, session) == ["question.replied", "part tool completed"]
    assert theatre.status(session) == "busy"
    theatre.at(60_000)
    assert theatre.status(session) == "idle"


def test_a_dead_ask_stays_until_somebody_answers_it(theatre: Theatre) -> None:
    session = theatre.id("rename-fields")
    theatre.post(f"/session/{session}/abort")
    (asked,) = theatre.get("/question")
    theatre.post(f"/question/{asked['id']}/reject")
    assert brief(theatre.events, session) == ["question.rejected"]
    assert theatre.get("/question") == []


def test_a_deletion_takes_those_below_first(theatre: Theatre) -> None:
    parent = theatre.id("port-scheduler")
    reply, value = theatre.send("DELETE", f"/session/{parent}")
    assert (reply.status, value) == (200, True)
    gone = [
        event["payload"]["properties"]["sessionID"]
        for event in theatre.events
        if event["payload"]["type"] == "session.deleted"
    ]
    assert gone[-1] == parent
    assert len(gone) == 5
    assert theatre.send("GET", f"/session/{parent}")[0].status == 404
    assert not {_session(event) for event in theatre.at(60_000)} & set(gone)


def _session(event: dict) -> str | None:
    return event["payload"]["properties"].get("sessionID")
