"""`explain` of the sessions of live servers: those of the demo."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.cli.running import Outcome, Shell


@pytest.fixture
def asked(shell: Shell, demo: dict[str, str], tmp_path: Path) -> Any:
    """Give a way to explain a session of the demo by its title."""
    chain = ["openai/gpt-5.4", "off/line", "google/gemini-3-pro", "kimi-for-coding/k2p5"]
    config = tmp_path / "config.toml"
    config.write_text(
        f"[chains]\nglobal = {json.dumps(chain)}\n[chains.agents]\nbuild = {json.dumps(chain)}\n"
        "[fallback]\nretry_on_errors = [418, 429]\n",
        encoding="utf-8",
    )
    servers = [word for name in ("laptop", "ci-box") for word in
               ("--server", f"{name}={demo[name]}")]  # fmt: skip

    def ask(title: str, *args: str) -> Outcome:
        sessions = shell("ls", *servers, "--json").document["sessions"]
        (found,) = [one["id"] for one in sessions if one["title"].startswith(title)]
        outcome = shell("explain", found, *servers, "--config", str(config), *args)
        assert (outcome.code, outcome.err) == (0, "")
        return outcome

    return ask


def test_where_nobody_is_in_charge_a_guard_would_act(asked: Any) -> None:
    document = asked("Deploy script", "--json").document
    assert (document["server"], document["in_charge"]) == ("ci-box", "nobody")
    assert (document["mode_auto"], document["next"]) == ("acts", "openai/gpt-5.4")


def test_the_models_of_the_server_are_known_before_anything_is_said(asked: Any) -> None:
    document = asked("Refactor billing", "--json").document
    rules = {one["model"]: one["rule"] for one in document["decisions"]}
    assert rules["openai/gpt-5.4"] == "it is the model that answers now"
    assert rules["off/line"] == "its provider or model is not connected"
    assert document["next"] == "google/gemini-3-pro"
    assert (document["in_charge"], document["mode_auto"]) == ("plugin", "keeps still")
    assert (document["why"], document["rescue"]) == ("the plugin is in charge", "acts")


def test_the_text_says_who_would_do_it(asked: Any) -> None:
    out = asked("Refactor billing").out
    assert "omo-watch keeps still: the plugin is in charge." in out
    assert "    omo-watch override ses_" in out


def test_the_settings_of_the_fallback_hold_for_a_live_session(asked: Any) -> None:
    said = ("--error", "no", "--json", "--status")
    document = asked("Deploy script", *said, "418").document
    assert (document["error"]["rule"], document["next"]) == ("status 418", "openai/gpt-5.4")
    assert asked("Deploy script", *said, "503").document["next"] is None


def test_the_history_of_a_live_session_is_read_where_only_it_tells_the_agent(
    asked: Any, demo: dict[str, str]
) -> None:
    session = _post(f"{demo['ci-box']}/session", {"title": "Handed over"})["id"]
    for agent in ("build", "writer"):
        body = {"agent": agent, "noReply": True, "parts": [{"type": "text", "text": "Go on."}]}
        _post(f"{demo['ci-box']}/session/{session}/prompt_async", body)
    document = asked("Handed over", "--json").document
    assert (document["agent"], document["chain"]["rule"]) == ("build", "agents.build")


def test_an_agent_without_a_chain_of_its_own_has_that_for_everybody(asked: Any) -> None:
    document = asked("Write docs", "--json").document
    assert (document["agent"], document["chain"]["rule"]) == ("writer", "global")


def _post(url: str, body: object) -> dict[str, Any]:
    data, heads = json.dumps(body).encode(), {"content-type": "application/json"}
    with urlopen(Request(url, data, heads), timeout=20) as answer:
        return json.loads(answer.read() or b"{}")
