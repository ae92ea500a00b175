"""What each route answers: statuses, bodies and headers as the real server gives them."""

import pytest
from tests.edge.demo.theatre import START, Theatre

from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.laptop import LAPTOP, SHOP


@pytest.fixture
def theatre() -> Theatre:
    return Theatre(LAPTOP)


def test_all_sessions_come_in_pages(theatre: Theatre) -> None:
    query, found = {"limit": "5"}, []
    while True:
        reply, page = theatre.send("GET", "/experimental/session", **query)
        found += page
        if "x-next-cursor" not in reply.headers:
            break
        query["cursor"] = reply.headers["x-next-cursor"]
    assert {session["id"] for session in found} == set(theatre.stage.world.sessions)
    assert len(found) == len(theatre.stage.world.sessions)
    updated = [session["time"]["updated"] for session in found]
    assert updated == sorted(updated, reverse=True)
    assert {session["project"]["worktree"] for session in found} == set(LAPTOP.projects)


def test_a_listing_is_of_exactly_one_directory(theatre: Theatre) -> None:
    here = theatre.get("/session")
    there = theatre.get("/session", directory=SHOP)
    assert {session["directory"] for session in here} == {LAPTOP.directory}
    assert {session["directory"] for session in there} == {SHOP}
    assert theatre.get("/session", directory="/nowhere") == []
    assert len(theatre.get("/session", directory=SHOP, limit="2")) == 2
    assert all("parentID" not in session for session in theatre.get("/session", roots="true"))


def test_statuses_and_asks_are_of_one_directory(theatre: Theatre) -> None:
    assert theatre.id("refactor-billing") in theatre.get("/session/status")
    assert set(theatre.get("/session/status", directory=SHOP)) == {
        theatre.id(role)
        for role in ("load-test", "cache-design", "compare-second", "march-incident", "status-page")
    }
    assert len(theatre.get("/question")) == 1
    assert theatre.get("/question", directory=SHOP) == []
    assert theatre.get("/permission") == []


def test_messages_come_newest_last_and_page_back(theatre: Theatre) -> None:
    path = f"/session/{theatre.id('refactor-billing')}/message"
    whole = theatre.get(path)
    reply, page = theatre.send("GET", path, limit="2")
    assert page == whole[-2:]
    assert "before=" in reply.headers["link"]
    _, before = theatre.send("GET", path, limit="2", before=reply.headers["x-next-cursor"])
    assert before == whole[-4:-2]
    assert theatre.send("GET", path, limit="2", before="x")[0].status == 400
    assert "x-next-cursor" not in theatre.send("GET", path, limit="100")[0].headers
    one = whole[0]
    assert theatre.get(f"{path}/{one['info']['id']}") == one


def test_a_family_knows_its_children(theatre: Theatre) -> None:
    parent = theatre.id("port-scheduler")
    children = theatre.get(f"/session/{parent}/children")
    assert {child["id"] for child in children} == {
        theatre.id(role) for role in ("read-loop", "migration", "callbacks")
    }
    assert {child["parentID"] for child in children} == {parent}


def test_the_plan_is_listed(theatre: Theatre) -> None:
    todos = theatre.get(f"/session/{theatre.id('refactor-billing')}/todo")
    assert [todo["status"] for todo in todos].count("completed") == 2
    assert set(todos[0]) == {"content", "status", "priority"}


def test_the_plugin_is_configured_on_one_server_only(theatre: Theatre) -> None:
    assert any("oh-my-opencode" in name for name in theatre.get("/config")["plugin"])
    assert Theatre(CI_BOX).get("/config")["plugin"] == []


def test_models_have_limits_and_variants_and_no_keys(theatre: Theatre) -> None:
    body = theatre.get("/config/providers")
    models = {m["id"]: m for p in body["providers"] for m in p["models"].values()}
    assert models["claude-opus-4-6"]["limit"]["context"] == 200_000
    assert set(models["claude-opus-4-6"]["variants"]) == {"low", "medium", "high"}
    assert "glm-4.7" not in models
    assert all(provider["options"] == {} for provider in body["providers"])


def test_agents_paths_projects_and_files(theatre: Theatre) -> None:
    modes = {agent["name"]: agent["mode"] for agent in theatre.get("/agent")}
    assert (modes["sisyphus"], modes["explore"]) == ("primary", "subagent")
    assert theatre.get("/path")["directory"] == LAPTOP.directory
    assert len(theatre.get("/project")) == len(LAPTOP.projects)
    assert theatre.get("/file/content", path="x") == {"type": "text", "content": ""}
    assert theatre.get("/global/health") == {"healthy": True, "version": "1.18.33"}


def test_a_session_is_renamed_without_moving_up(theatre: Theatre) -> None:
    session = theatre.id("onboarding-questions")
    before = theatre.get(f"/session/{session}")
    _, after = theatre.send("PATCH", f"/session/{session}", {"title": "New words"})
    assert after == {**before, "title": "New words"}


def test_metadata_is_replaced_and_counts_as_work(theatre: Theatre) -> None:
    session = theatre.id("backfill-audit-log")
    theatre.at(1_000)
    _, after = theatre.send("PATCH", f"/session/{session}", {"metadata": {"mine": {}}})
    assert after["metadata"] == {"mine": {}}
    assert after["time"]["updated"] == START + 1_000


def test_an_archived_session_is_hidden_from_the_listing_of_all(theatre: Theatre) -> None:
    session = theatre.id("onboarding-questions")
    theatre.send("PATCH", f"/session/{session}", {"time": {"archived": START}})
    hidden = {one["id"] for one in theatre.get("/experimental/session")}
    shown = {one["id"] for one in theatre.get("/experimental/session", archived="true")}
    assert shown - hidden == {session}


def test_a_toast_is_told(theatre: Theatre) -> None:
    theatre.post("/tui/show-toast", {"message": "hello", "variant": "info"}, directory=SHOP)
    (event,) = theatre.events
    assert event["directory"] == SHOP
    assert event["payload"]["properties"] == {
        "message": "hello",
        "variant": "info",
        "duration": 5000,
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("GET", "/session/ses_nope", None, 404, "NotFoundError"),
        ("GET", "/session/ses_nope/message", None, 404, "NotFoundError"),
        ("GET", "/session/ses_nope/todo", None, 404, "NotFoundError"),
        ("PATCH", "/session/ses_nope", {"title": "x"}, 404, "NotFoundError"),
        ("DELETE", "/session/ses_nope", None, 404, "NotFoundError"),
        ("POST", "/session/ses_nope/prompt_async", {"parts": []}, 404, "NotFoundError"),
        ("POST", "/api/session/ses_nope/model", {"model": {}}, 404, "SessionNotFoundError"),
        ("GET", "/session/abc", None, 500, "UnknownError"),
        ("POST", "/permission/per_nope/reply", {"reply": "once"}, 404, "PermissionNotFoundError"),
        ("POST", "/question/que_nope/reply", {"answers": []}, 404, "QuestionNotFoundError"),
        ("POST", "/session", {"title": 3}, 400, "BadRequest"),
        ("POST", "/tui/show-toast", {"message": "x"}, 400, "BadRequest"),
    ],
)
def test_what_is_not_there_is_refused(
    theatre: Theatre, method: str, path: str, body: object, status: int, told: str
) -> None:
    reply, value = theatre.send(method, path, body)
    assert reply.status == status
    assert value.get("name", value.get("_tag")) == told


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, 'Missing key\n  at ["parts"]'),
        ({"parts": [{"type": "text"}]}, 'Missing key\n  at ["parts"][0]["text"]'),
        ({"parts": "x"}, 'Expected array, got str\n  at ["parts"]'),
    ],
)
def test_a_bad_prompt_is_refused_with_its_place(
    theatre: Theatre, body: object, message: str
) -> None:
    path = f"/session/{theatre.id('load-test')}/prompt_async"
    reply, value = theatre.send("POST", path, body)
    assert reply.status == 400
    assert value == {"name": "BadRequest", "data": {"message": message, "kind": "Payload"}}
    assert theatre.events == []


def test_an_unknown_session_can_be_aborted(theatre: Theatre) -> None:
    assert theatre.post("/session/ses_nope/abort") is True
    assert theatre.events == []


def test_an_ask_is_answered_in_its_own_directory_only(theatre: Theatre) -> None:
    (asked,) = theatre.get("/question")
    path = f"/question/{asked['id']}/reply"
    assert theatre.send("POST", path, {"answers": [["x"]]}, directory=SHOP)[0].status == 404


def test_unknown_routes_are_the_web_page(theatre: Theatre) -> None:
    reply, _ = theatre.send("GET", "/nonsense")
    assert (reply.status, reply.content_type) == (200, "text/html")
    assert reply.body.startswith(b"<!doctype html>")
    assert theatre.send("POST", "/session/status", {})[0].content_type == "text/html"
