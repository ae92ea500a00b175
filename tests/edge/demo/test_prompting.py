"""When a prompt runs, waits, is lost, or is the same again."""

import pytest
from tests.edge.demo.hearing import brief
from tests.edge.demo.theatre import Theatre

from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.models import GEMINI, GPT, KIMI, OPUS, SONNET


@pytest.fixture
def theatre() -> Theatre:
    return Theatre(LAPTOP)


def _roles(theatre: Theatre, session: str) -> list[str]:
    return [entry["info"]["role"] for entry in theatre.messages(session)]


def test_a_marked_prompt_keeps_its_mark(theatre: Theatre) -> None:
    session = theatre.create()
    part = {
        "id": "prt_mine",
        "type": "text",
        "text": "",
        "synthetic": True,
        "ignored": True,
        "metadata": {"omo-watch": {"kind": "override"}},
    }
    theatre.prompt(session, GEMINI.name, parts=[part])
    (stored,) = theatre.messages(session)[0]["parts"]
    assert stored == {**part, "sessionID": session, "messageID": stored["messageID"]}
    theatre.at(60_000)
    assert _roles(theatre, session) == ["user", "assistant"]


def test_the_agent_and_the_variant_are_taken_over(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, SONNET.name, agent="oracle", variant="high")
    known = theatre.get(f"/session/{session}")
    assert known["agent"] == "oracle"
    assert known["model"] == {
        "id": "claude-sonnet-4-6",
        "providerID": "anthropic",
        "variant": "high",
    }
    theatre.at(60_000)
    info = theatre.messages(session)[-1]["info"]
    assert (info["agent"], info["variant"]) == ("oracle", "high")


def test_without_an_agent_it_is_the_default_one(theatre: Theatre) -> None:
    session = theatre.id("onboarding-questions")
    theatre.prompt(session, SONNET.name)
    assert theatre.get(f"/session/{session}")["agent"] == "build"


def test_a_switched_model_is_used_by_a_prompt_that_names_none(theatre: Theatre) -> None:
    session = theatre.create()
    model = {"id": "k2p5", "providerID": "kimi-for-coding"}
    theatre.post(f"/api/session/{session}/model", {"model": model})
    assert brief(theatre.events, session) == ["session.next.model.switched"]
    theatre.post(f"/session/{session}/prompt_async", {"parts": [{"type": "text", "text": "Go."}]})
    theatre.at(60_000)
    assert theatre.messages(session)[-1]["info"]["modelID"] == "k2p5"


def test_prompts_while_busy_get_one_answer_of_the_last_ones_model(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GEMINI.name, "First.")
    theatre.at(1_000)
    theatre.prompt(session, SONNET.name, "Second.")
    theatre.prompt(session, KIMI.name, "Third.")
    events = theatre.at(60_000)
    assert _roles(theatre, session) == ["user", "assistant", "user", "user", "assistant"]
    last = theatre.messages(session)[-1]["info"]
    third = theatre.messages(session)[3]["info"]["id"]
    assert (last["modelID"], last["parentID"]) == ("k2p5", third)
    assert brief(events, session).count("idle") == 1


def test_a_prompt_during_a_wait_is_not_run_by_the_abort(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GPT.name)
    theatre.at(1_000)
    theatre.prompt(session, GEMINI.name)
    assert theatre.status(session) == "retry"
    theatre.post(f"/session/{session}/abort")
    theatre.at(60_000)
    assert _roles(theatre, session) == ["user", "assistant", "user"]


def test_a_prompt_between_the_two_idles_of_a_failure_is_lost(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, SONNET.name, "Please fail.")
    events = theatre.at(0)
    while "session.idle" not in brief(events, session):
        events = theatre.at(theatre.ms + 1)
    lost = theatre.prompt(session, GEMINI.name)
    theatre.at(60_000)
    assert _roles(theatre, session) == ["user", "assistant", "user"]
    body = {
        "messageID": lost,
        "model": {"providerID": "google", "modelID": "gemini-3-pro"},
        "parts": [{"type": "text", "text": "Go on."}],
    }
    theatre.post(f"/session/{session}/prompt_async", body)
    theatre.at(120_000)
    assert theatre.messages(session)[-1]["info"]["parentID"] == lost


def test_the_same_prompt_again_has_one_answer(theatre: Theatre) -> None:
    session = theatre.create()
    body = {
        "messageID": "msg_once",
        "model": {"providerID": "google", "modelID": "gemini-3-pro"},
        "parts": [{"id": "prt_once", "type": "text", "text": "Go on."}],
    }
    for moment in (0, 500, 30_000):
        theatre.at(moment)
        theatre.post(f"/session/{session}/prompt_async", body)
    theatre.at(90_000)
    assert _roles(theatre, session) == ["user", "assistant"]
    assert len(theatre.messages(session)[0]["parts"]) == 1


def test_no_reply_only_stores(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GEMINI.name, noReply=True)
    assert brief(theatre.at(60_000), session) == []


def test_a_limited_model_refuses_until_the_call_fails(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GPT.name)
    heard = brief(theatre.at(40 * 60_000), session)
    assert heard.count("retry") == 5
    assert heard[-7:-3] == ["busy", "error APIError", "idle", "session.idle"]
    assert theatre.messages(session)[-1]["info"]["error"]["data"]["statusCode"] == 429


def test_a_limit_that_lifts_lets_the_call_answer() -> None:
    theatre = Theatre(CI_BOX)
    session = theatre.create()
    theatre.prompt(session, OPUS.name)
    theatre.at(1_000)
    assert theatre.status(session) == "retry"
    heard = brief(theatre.at(120_000), session)
    assert heard[:2] == ["busy", "part step-start"]
    assert theatre.messages(session)[-1]["info"]["finish"] == "stop"


def test_a_new_session_gets_its_title_from_the_prompt(theatre: Theatre) -> None:
    session = theatre.post("/session", {})["id"]
    assert theatre.get(f"/session/{session}")["title"].startswith("New session - ")
    theatre.prompt(session, GEMINI.name, "Tell me why the night was so short for all")
    theatre.at(5_000)
    assert theatre.get(f"/session/{session}")["title"] == "Tell me why the night was"


def test_a_new_session_below_another_runs_an_errand(theatre: Theatre) -> None:
    parent = theatre.create("Parent")
    child = theatre.post("/session", {"parentID": parent, "title": "Look (@explore subagent)"})
    theatre.prompt(child["id"], GEMINI.name, agent="explore")
    theatre.at(60_000)
    entries = theatre.messages(child["id"])
    tools = [p["tool"] for entry in entries for p in entry["parts"] if p["type"] == "tool"]
    assert tools == ["read", "bash"]
    assert [entry["info"].get("finish") for entry in entries] == [None, "tool-calls", "stop"]
    theatre.prompt(child["id"], GEMINI.name, agent="explore")
    theatre.at(120_000)
    assert len(theatre.messages(child["id"])) == len(entries) + 2


def test_what_hangs_never_says_anything(theatre: Theatre) -> None:
    session = theatre.create()
    theatre.prompt(session, GEMINI.name, "Please hang.")
    theatre.at(600_000)
    assert theatre.status(session) == "busy"
    assert theatre.messages(session)[-1]["parts"] == []
    theatre.post(f"/session/{session}/abort")
    assert theatre.status(session) == "idle"
