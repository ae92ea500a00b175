"""The bytes of every prompt: MARK, NUDGE, a real prompt, steering."""

import json

import msgspec
import pytest

from omo_watch_core.actions.prompt import NUDGE, STEER, fresh_id
from omo_watch_core.effects import SendPrompt
from omo_watch_core.events import LastTurn
from omo_watch_core.model import Message, ModelRef
from tests.core.actions.histories import ANSWERED, PARTIAL, last_turn
from tests.core.actions.stage import (
    GPT,
    KIMI,
    OLD_ANSWER,
    OLD_PROMPT,
    OPUS,
    START,
    A,
    Stage,
    cancel,
    info,
    running,
    to,
)

AT = START + 6_000
STAMP = f"{AT * 4096 % 2**48:012x}"
MESSAGE = f"msg_{STAMP}0123456789abcd"
PART = f"prt_{STAMP[:-1]}{int(STAMP[-1], 16) + 1:x}0123456789abcd"
META = '"metadata":{"omo-watch":{"action":"act_0123456789abcd","kind":"%s","at":%d}}'


def body_of(stage: Stage) -> bytes:
    (sent,) = stage.all_sent(SendPrompt)
    return sent.body


def moved(turn: LastTurn | None = None, target: ModelRef = GPT, send: str | None = None) -> Stage:
    stage = running(word="retry")
    stage.order(to(target, send=send))
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(turn or last_turn())
    return stage


def test_a_mark_is_empty_and_hidden_from_model_and_people() -> None:
    assert body_of(moved()).decode() == (
        f'{{"agent":"build","messageID":"{MESSAGE}",'
        '"model":{"providerID":"fake","modelID":"ok-gpt"},"variant":"high",'
        f'"parts":[{{"id":"{PART}","type":"text",{META % ("override", AT)},'
        '"text":"","synthetic":true,"ignored":true}]}'
    )


def test_a_nudge_is_a_sentence_that_screens_hide() -> None:
    (part,) = json.loads(body_of(moved(PARTIAL)))["parts"]
    assert part == {
        "id": PART,
        "type": "text",
        "text": "Continue exactly where your last answer stopped; do not repeat it.",
        "synthetic": True,
        "metadata": {"omo-watch": {"action": "act_0123456789abcd", "kind": "override", "at": AT}},
    }
    assert part["text"] == NUDGE


def test_a_real_prompt_is_seen_by_all() -> None:
    (part,) = json.loads(body_of(moved(PARTIAL, send="Now the tests")))["parts"]
    assert part == {
        "id": PART,
        "type": "text",
        "text": "Now the tests",
        "metadata": {"omo-watch": {"action": "act_0123456789abcd", "kind": "override", "at": AT}},
    }


def test_what_the_last_prompt_had_is_passed_through_and_nothing_else() -> None:
    extra = (
        b'{"tools":{"bash":false},"format":{"type":"json_schema","schema":{"a":[1]}},'
        b'"system":"Be brief","noReply":true,"parts":[]}'
    )
    body = json.loads(body_of(moved(last_turn(extra=extra))))
    assert body["system"] == "Be brief"
    assert body["tools"] == {"bash": False}
    assert body["format"] == {"type": "json_schema", "schema": {"a": [1]}}
    assert "noReply" not in body
    assert len(body["parts"]) == 1


@pytest.mark.parametrize(
    ("target", "variant"),
    [
        pytest.param(GPT, "high", id="kept where the new model has it"),
        pytest.param(KIMI, None, id="dropped where it has not"),
        pytest.param(
            ModelRef(provider="fake", model="ok-gpt", variant="low"), "low", id="a wanted one wins"
        ),
    ],
)
def test_variant(target: ModelRef, variant: str | None) -> None:
    assert json.loads(body_of(moved(target=target))).get("variant") == variant


def test_the_agent_of_the_session_stands_in_for_that_of_the_prompt() -> None:
    prompt = Message(id=OLD_PROMPT, session=A, role="user")
    assert json.loads(body_of(moved(last_turn(prompt=prompt))))["agent"] == "build"


def test_an_agent_that_nobody_knows_is_left_out() -> None:
    stage = running(msgspec.structs.replace(info(), agent=None), word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn(prompt=Message(id=OLD_PROMPT, session=A, role="user")))
    body = json.loads(body_of(stage))
    assert "agent" not in body
    assert "variant" not in body


def test_an_id_is_a_clock_of_the_server_and_twelve_digits_long() -> None:
    assert fresh_id("msg", "0123456789abcd", 1.0) == "msg_0000000010000123456789abcd"
    assert fresh_id("prt", "short", 2**36, 3) == "prt_000000000003short000000000"


def test_ids_follow_the_clock_of_the_server_not_ours() -> None:
    stage = running(word="retry")
    server = msgspec.structs.replace(stage.server, offset_ms=250.0)
    stage.state = msgspec.structs.replace(stage.state, servers={server.name: server})
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn())
    assert stage.move.message == fresh_id("msg", "0123456789abcd", AT - 250)


def test_steering_asks_the_model_that_works_now() -> None:
    stage = running(word="busy")
    stage.answer(OLD_ANSWER, OLD_PROMPT, KIMI)
    stage.order(cancel(strength="steer"))
    stage.history(last_turn())
    body = json.loads(body_of(stage))
    assert body["model"] == {"providerID": "fake", "modelID": "ok-kimi"}
    assert "variant" not in body
    assert body["agent"] == "build"
    (part,) = body["parts"]
    assert part["text"] == STEER
    assert part["metadata"]["omo-watch"]["kind"] == "steer"
    assert "synthetic" not in part


def test_steering_says_what_the_operator_says() -> None:
    stage = running(word="busy")
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS)
    stage.order(cancel(strength="steer", text="Stop after this file"))
    stage.history(ANSWERED)
    body = json.loads(body_of(stage))
    assert body["parts"][0]["text"] == "Stop after this file"
    assert body["variant"] == "high"


def test_every_prompt_says_whose_program_it_is() -> None:
    stages = [running(word="retry", owner="ann@desk"), running(owner="ann@desk")]
    stages[0].order(to())
    stages[0].history(last_turn())
    stages[0].abort_answered()
    stages[1].order(cancel(strength="steer"))
    for stage in stages:
        stage.history(last_turn())
        (part,) = json.loads(body_of(stage))["parts"]
        assert part["metadata"]["omo-watch"]["by"] == "ann@desk"
