"""`explain` from outside: errors without a server, and sessions of recordings."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Outcome, Shell

RECORDINGS = Path(__file__).parents[1] / "recordings"
LIMITED = RECORDINGS / "rate-limited-retry.jsonl"
FAMILY = RECORDINGS / "subagent-retry.jsonl"
WALKED = RECORDINGS / "omo-a1-runtime-fallback.jsonl"
NO_AGENT = RECORDINGS / "override-marked.jsonl"
CONTRACT = ["type", "status", "retryable", "class", "rule"]
DOCUMENT = ["session", "server", "agent", "in_charge", "mode_auto", "why", "error", "chain",
            "decisions", "next"]  # fmt: skip
CHAINS = """
[chains]
global = ["fake/limited-opus", "fake/ok-gpt", "fake/ok-kimi", "fake/ok-glm"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CHAINS, encoding="utf-8")
    return path


def judged(shell: Shell, *args: str) -> dict[str, Any]:
    outcome = shell("explain", *args, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.document


def replayed(shell: Shell, tape: Path, config: Path, *args: str) -> Outcome:
    outcome = shell(
        "explain", "ses_", "--replay", str(tape), "--config", str(config), *args
    )  # fmt: skip
    assert (outcome.code, outcome.err) == (0, "")
    return outcome


# --- an error


@pytest.mark.parametrize(
    ("args", "kind", "status", "retryable", "reason", "rule"),
    [
        (("rate limit",), None, None, True, "rate-limit", "pattern: rate.?limit"),
        (("no", "--status", "429"), None, 429, True, "rate-limit", "status 429"),
        (("no", "--status", "400"), None, 400, False, "bad-request", "none"),
        (
            ('{"statusCode": 429.5, "message": "no"}',), None, 429.5, False, "rate-limit",
            "none",
        ),
        (("error 503",), None, 503, True, "overloaded", "status 503"),
        (
            ("Quota exceeded",), "quota_exceeded", None, True, "rate-limit",
            "kind quota_exceeded",
        ),
        (
            ('{"name": "ContextOverflowError"}',), "context_overflow", None, False, "context",
            "never: context_overflow",
        ),
        (('{"data": {"statusCode": 503}}',), None, 503, True, "overloaded", "status 503"),
        (
            ('{"statusCode": 503, "message": "no"}', "--status", "400"), None, 400, False,
            "bad-request", "none",
        ),
        (('["rate limit"]',), None, None, True, "rate-limit", "pattern: rate.?limit"),
        (('{"statusCode": 429',), None, 429, True, "rate-limit", "status 429"),
        (("",), None, None, False, "error", "none"),
        (("[" * 100_000,), None, None, False, "error", "none"),
    ],
)  # fmt: skip
def test_an_error_is_judged_by_its_text_or_its_fields(
    shell: Shell, args: tuple[str, ...], kind: str | None, status: float | None,
    retryable: bool, reason: str, rule: str,
) -> None:  # fmt: skip
    document = judged(shell, "--error", *args)
    assert list(document)[:5] == CONTRACT
    assert [document[name] for name in CONTRACT] == [kind, status, retryable, reason, rule]
    assert (document["moves"], document["why"] is None) == (retryable, retryable)


def test_the_codes_are_those_of_the_settings(shell: Shell, config: Path) -> None:
    config.write_text("[fallback]\nretry_on_errors = [418]\n", encoding="utf-8")
    args = ("--error", "no", "--config", str(config), "--status")
    assert [judged(shell, *args, code)["retryable"] for code in ("418", "429")] == [True, False]


def test_where_the_fallback_is_off_nothing_moves(shell: Shell, config: Path) -> None:
    config.write_text("[fallback]\nenabled = false\n", encoding="utf-8")
    document = judged(shell, "--error", "rate limit", "--config", str(config))
    assert (document["retryable"], document["moves"]) == (True, False)
    assert document["why"] == "the fallback is off"


def test_an_error_is_told_in_three_lines(shell: Shell) -> None:
    assert shell("explain", "--error", "usage limit", "--status", "429").out.splitlines() == [
        "rate-limit, HTTP 429, quota_exceeded",
        "it calls for the next model of the session's chain",
        "decided by: kind quota_exceeded",
    ]
    assert shell("explain", "--error", "hm").out.splitlines() == [
        "an error of no known class",
        "the session would stay on its model: nothing says that another model would do",
        "better",
        "decided by: no rule fits it",
    ]


def test_a_text_cannot_steer_the_terminal(shell: Shell) -> None:
    assert "\x1b" not in shell("explain", "--error", "\x1b[2Jrate limit").out


# --- wrong calls


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--status", "429"),
        ("--error", "x", "--status", "42"),
        ("--error", "x", "--status", "many"),
        ("ses_1", "ses_2"),
        ("ses_1", "--config", "/does/not/exist.toml"),
        ("ses_1", "--server", "ftp://x"),
    ],
)
def test_wrong_usage_is_exit_2(shell: Shell, args: tuple[str, ...]) -> None:
    outcome = shell("explain", *args)
    assert (outcome.code, outcome.out) == (2, "")
    sentence, hint = outcome.err.splitlines()
    assert sentence.startswith("omo-watch: ")
    assert hint.startswith("  ")


def test_nothing_to_explain_in_json(shell: Shell) -> None:
    outcome = shell("explain", "--json")
    assert (outcome.code, outcome.document["ok"]) == (2, False)
    assert "--error TEXT" in outcome.document["hint"]


@pytest.mark.parametrize(("wanted", "said"), [("ses_nobody", "no session"), ("ses_", "unique")])
def test_a_session_that_is_not_found_is_exit_1(shell: Shell, wanted: str, said: str) -> None:
    outcome = shell("explain", wanted, "--replay", str(FAMILY), "--json")
    assert (outcome.code, outcome.document["ok"]) == (1, False)
    assert said in outcome.document["error"]
    assert outcome.document["hint"]


def test_what_is_no_recording_is_refused(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("not json\n", encoding="utf-8")
    outcome = shell("explain", "ses_", "--replay", str(path), "--json")
    assert outcome.code == 2
    assert "is no recording" in outcome.document["error"]


def test_nothing_listening_is_exit_3(shell: Shell) -> None:
    outcome = shell("explain", "ses_1", "--server", "http://127.0.0.1:1", "--json")
    assert (outcome.code, outcome.document["ok"]) == (3, False)


# --- a session of a recording


def test_a_session_of_a_recording_is_foretold(shell: Shell, config: Path) -> None:
    document = replayed(shell, LIMITED, config, "--at", "3000", "--json").document
    assert list(document)[: len(DOCUMENT)] == DOCUMENT
    assert (document["server"], document["agent"]) == ("replay", "build")
    assert (document["in_charge"], document["mode_auto"]) == (None, "keeps still")
    assert document["error"]["rule"] == "status 429"
    assert document["chain"] == {
        "rule": "global",
        "models": ["fake/limited-opus", "fake/ok-gpt", "fake/ok-kimi", "fake/ok-glm"],
    }
    assert document["decisions"][:3] == [
        {"model": "fake/limited-opus", "take": False,
         "rule": "it is the model that answers now", "until_ms": None},
        {"model": "fake/ok-gpt", "take": True, "rule": "the first that can answer",
         "until_ms": None},
        {"model": "fake/ok-kimi", "take": False, "rule": "behind the chosen one",
         "until_ms": None},
    ]  # fmt: skip
    assert (document["next"], document["nothing"]) == ("fake/ok-gpt", None)


def test_what_failed_in_the_recording_counts(shell: Shell, config: Path) -> None:
    document = replayed(shell, WALKED, config, "--json").document
    rules = {one["model"]: one["rule"] for one in document["decisions"]}
    assert document["current"] == "fake/ok-kimi"
    assert rules["fake/ok-gpt"] == "above the present step"
    assert document["next"] == "fake/ok-glm"


def test_the_settings_of_the_fallback_hold(shell: Shell, config: Path) -> None:
    config.write_text(CHAINS + "[fallback]\nretry_on_errors = []\n", encoding="utf-8")
    said = ("--at", "3000", "--error", "no", "--json", "--status")
    assert replayed(shell, LIMITED, config, *said, "429").document["next"] is None
    config.write_text(CHAINS + "[fallback]\nretry_on_errors = [418]\n", encoding="utf-8")
    assert replayed(shell, LIMITED, config, *said, "418").document["next"] == "fake/ok-gpt"


@pytest.mark.parametrize(
    ("args", "rule"),
    [
        ((), "status 429"),
        (("--status", "503"), "status 503"),
        (("--status", "529"), "none"),
        (("--error", "overloaded"), "pattern: overloaded"),
        (("--error", "no", "--status", "502"), "status 502"),
    ],
)
def test_the_error_is_a_limit_unless_it_is_said(
    shell: Shell, config: Path, args: tuple[str, ...], rule: str
) -> None:
    document = replayed(shell, LIMITED, config, "--at", "3000", "--json", *args).document
    assert document["error"]["rule"] == rule


def test_the_agent_is_read_from_the_history_where_nothing_else_tells(
    shell: Shell, config: Path, tmp_path: Path
) -> None:
    """The session's own agent is none that is configured; an older turn's is."""
    tape = tmp_path / "mixed.jsonl"
    lines = NO_AGENT.read_text(encoding="utf-8").splitlines()
    first = next(line for line in lines if '"role": "user"' in line)
    message = json.loads(first)["event"]["payload"]["properties"]["info"]["id"]
    spoken = [
        line.replace('"agent": "nomodel"', '"agent": "build"')
        if f'"id": "{message}"' in line and '"role": "user"' in line
        else line
        for line in lines
    ]
    tape.write_text("\n".join(spoken) + "\n", encoding="utf-8")
    config.write_text(
        '[chains.agents]\nbuild = ["fake/ok-gpt"]\n[fallback]\nretry_on_errors = [418]\n',
        encoding="utf-8",
    )
    said = ("--error", "no", "--status", "418", "--json")
    document = replayed(shell, tape, config, *said).document
    assert (document["agent"], document["chain"]["rule"]) == ("build", "agents.build")
    assert document["next"] == "fake/ok-gpt"


def test_the_text_fits_a_terminal(shell: Shell, config: Path) -> None:
    lines = replayed(shell, WALKED, config).out.splitlines()
    assert lines[0] == "fallback demo"
    assert max(map(len, lines)) < 80
    assert "the chain for everybody:" in lines
    assert "  fake/ok-glm        take  the first that can answer" in lines


def test_without_a_chain_it_is_said_where_to_write_one(shell: Shell, config: Path) -> None:
    config.write_text("", encoding="utf-8")
    lines = replayed(shell, LIMITED, config).out.splitlines()
    place = lines.index("nothing would be sent: no chain is configured for it")
    assert lines[place + 1 :] == [
        f"  write one into {config}, for example:",
        "    [chains.agents]",
        '    build = ["provider/model", "another/model"]',
    ]
