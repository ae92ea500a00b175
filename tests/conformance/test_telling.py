"""The sheet as it is told by hand and the engine agree, also on scenarios nobody recorded."""

import random

import pytest

from tests.conformance.adapters.scenarios import scenario
from tests.conformance.case import Json
from tests.conformance.rules.story.telling import told

S, MODELS = "ses_1", ("a/one", "b/two", "c/three", "d/four")
PERSON: Json = {"info": {"role": "user", "id": "m1"}, "parts": [{"type": "text", "text": "go"}]}
PROGRAM: Json = {
    "info": {"role": "user", "id": "m2"},
    "parts": [{"type": "text", "text": "continue", "synthetic": True}],
}
ANSWERS: tuple[Json, ...] = (
    {"info": {"role": "assistant"}, "parts": []},
    {"info": {"role": "assistant"}, "parts": [{"type": "tool", "state": {"status": "running"}}]},
    {
        "info": {"role": "assistant", "finish": "stop", "time": {"completed": 1}},
        "parts": [{"type": "text", "text": "ok"}],
    },
    {
        "info": {"role": "assistant", "error": {"name": "X"}},
        "parts": [{"type": "text", "text": "half"}],
    },
)
ERRORS: tuple[Json, ...] = (
    {"statusCode": 429, "message": "Rate limit exceeded"},
    {"message": "boom"},
    {"name": "MessageAbortedError", "data": {"message": "x"}},
    {"data": {"message": "You exceeded your current quota", "statusCode": 402}},
    {"name": "SessionWriteLockTimeoutError", "message": "try again"},
    {"name": "UnknownError", "data": {"message": "socket hang up"}},
)
TEXTS = ("Rate limit reached [retrying in 5s attempt #1]", "usage limit reached", "odd", "[503]")


def event(kind: str, **properties: Json) -> Json:
    return {"event": {"type": kind, "properties": {"sessionID": S, **properties}}}


def happening(chance: random.Random) -> Json:
    """Give one thing that may happen."""
    error, model = chance.choice(ERRORS), chance.choice(MODELS[:3])
    frame = {"role": "assistant", "sessionID": S, "model": model}
    status = {"type": "retry", "attempt": chance.choice((1, 2)), "message": chance.choice(TEXTS)}
    said = [PERSON, *chance.sample(ANSWERS, 1), *chance.choice(((), (PROGRAM,)))]
    provider, _, name = model.partition("/")
    chosen = {"providerID": provider, "modelID": name}
    kinds: tuple[Json, ...] = (
        event("session.error", error=error, model=model),
        event("session.error", error=error),
        event("message.updated", info={**frame, "error": error}),
        event("message.updated", info=frame),
        event("message.updated", info={**frame, "status": TEXTS[0]}),
        event("message.updated", info={"role": "user", "sessionID": S, "model": model}),
        event("message.part.delta", delta="x"),
        event("session.status", status=status),
        event("session.idle"),
        event("session.stop"),
        event("session.compacted"),
        event("session.deleted"),
        {"chat_message": {"sessionID": S, **chance.choice(({}, {"model": chosen}))}},
        {"set_messages": {S: said}},
        {"set_status": {S: {"type": chance.choice(("busy", "idle"))}}},
    )
    return chance.choice(kinds)


def made_up(seed: int) -> Json:
    """Make a scenario up."""
    chance = random.Random(seed)
    steps = [event("session.created", info={"id": S, "model": MODELS[0]})]
    for _ in range(chance.randint(2, 9)):
        steps.append(happening(chance))
        steps.append({"advance_ms": chance.choice((0, 100, 500, 1_999, 3_000, 15_000, 61_000))})
    refused = {"throw": {"message": "refused"}}
    return {
        "config": {
            "enabled": True,
            "retry_on_errors": [429, 500, 502, 503, 504],
            "max_fallback_attempts": chance.choice((1, 3)),
            "cooldown_seconds": chance.choice((0, 5, 60)),
            "timeout_seconds": chance.choice((0, 30, 30)),
            "restore_primary_after_cooldown": chance.choice((True, False)),
        },
        "plugin_config": {
            "agents": {
                "sisyphus": {
                    "model": MODELS[0],
                    "fallback_models": list(chance.choice((MODELS[1:], MODELS[1:2]))),
                }
            }
        },
        "client": {"promptAsync": chance.choice(([], [refused], ["ok", refused]))},
        "subagent_sessions": list(chance.choice(((), (S,)))),
        "session_agents": {S: "sisyphus"},
        "messages": {S: [PERSON]},
        "steps": steps,
    }


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_made_up_scenarios_go_as_they_are_told(first: int) -> None:
    for seed in range(first, first + 50):
        given = made_up(seed)
        assert scenario(given) == told(given), seed


@pytest.mark.parametrize(("minutes", "is_kept"), [(30, True), (36, False)])
def test_a_session_that_nobody_used_is_forgotten(minutes: int, *, is_kept: bool) -> None:
    given = made_up(0)
    created, late = given["steps"][0], {"advance_ms": minutes * 60_000}
    given["steps"] = [created, late, {"advance_ms": 1}]
    kept = told(given)["state"][S]
    assert (kept["state"] is not None) is is_kept
    assert scenario(given)["state"][S] == kept


@pytest.mark.parametrize("reply", ["hang", {"throw": {"message": "Unexpected EOF"}}])
def test_a_prompt_that_may_have_been_taken_is_told_of_so(reply: Json) -> None:
    given = made_up(0)
    given["client"] = {"promptAsync": [reply]}
    given["config"] |= {"timeout_seconds": 60}
    failed = event("session.error", error=ERRORS[0])
    given["steps"] = [given["steps"][0], failed, {"advance_ms": 31_000}]
    ours = told(given)
    assert ours["toasts"][0]["message"] == "Fallback dispatch may have been accepted for two"
    assert ours == scenario(given)
