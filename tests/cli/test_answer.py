"""`omo-watch answer` against the demo server: documents, sentences, exit codes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.server import serve
from tests.cli.running import Shell
from tests.edge.demo.fast import FastClock
from tests.live.lab import Lab
from tests.live.program import Done, omo_watch
from tests.live.target import Target

MODEL = "google/gemini-3-pro"
PERMISSION, QUESTION = "This needs a permission.", "This is a question."


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """Serve the demo, and give a client of its first directory."""
    async with serve(story=(LAPTOP,), clock=FastClock(4)) as urls:
        target = Target(urls["laptop"], LAPTOP.projects, "demo")
        async with Lab(target) as client:
            yield client


async def _asked(lab: Lab, text: str) -> dict[str, Any]:
    session = await lab.ask(text, MODEL)
    read = lab.permissions if text == PERMISSION else lab.questions

    async def mine() -> list[dict[str, Any]]:
        return [asked for asked in await read() if asked["sessionID"] == session]

    (asked,) = await lab.until(mine)
    return asked


async def _answer(lab: Lab, *words: str) -> Done:
    return await omo_watch("answer", *words, "--server", f"demo={lab.client.base_url}")


async def test_a_permission_is_given_once(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    done = await _answer(lab, asked["id"], "once", "--json")
    document = done.json
    assert done.code == 0
    assert document.pop("took_ms") >= 0
    assert document.pop("evidence").endswith("allowed once")
    assert document == {
        "ok": True, "result": "answered", "ask": asked["id"], "server": "demo",
        "session": asked["sessionID"], "kind": "permission", "reply": "once",
        "answers": None, "dead": False,
    }  # fmt: skip
    await lab.settled(asked["sessionID"])
    assert await lab.answer(asked["sessionID"])


async def test_a_unique_beginning_and_plain_words_do(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    done = await _answer(lab, asked["id"][:20], "reject", "--text", "Use the docs folder")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("answered: ")
    await lab.settled(asked["sessionID"])
    assert len(await lab.messages(asked["sessionID"])) == 3


async def test_always_covers_later_sessions(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    assert (await _answer(lab, asked["id"], "always")).code == 0
    await lab.settled(asked["sessionID"])
    other = await lab.run(PERMISSION, MODEL)
    assert other not in [each["sessionID"] for each in await lab.permissions()]
    assert len(await lab.messages(other)) == 3


async def test_a_question_takes_a_label_in_any_spelling(lab: Lab) -> None:
    asked = await _asked(lab, QUESTION)
    label = asked["questions"][0]["options"][0]["label"]
    done = await _answer(lab, asked["id"], label.upper(), "--json")
    assert (done.code, done.json["answers"]) == (0, [[label]])
    assert done.json["kind"] == "question"


async def test_a_question_takes_own_words(lab: Lab) -> None:
    asked = await _asked(lab, QUESTION)
    done = await _answer(lab, asked["id"], "--choice", "1=Neither of them", "--json")
    assert (done.code, done.json["answers"]) == (0, [["Neither of them"]])


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        (PERMISSION, ("maybe",), "a permission takes once, always or reject, not 'maybe'"),
        (PERMISSION, ("once", "--text", "x"), "only with the reject of a permission"),
        (PERMISSION, ("--choice", "1=x"), "a permission takes once, always or reject"),
        (QUESTION, ("--choice", "2=x"), "there is no question 2: it asks 1 question"),
        (QUESTION, ("--choice", "x"), "'x' is no choice"),
        (QUESTION, ("--choice", "1=a", "--choice", "1=b"), "question 1 takes one answer"),
        (QUESTION, ("a", "--choice", "1=b"), "not both"),
        (QUESTION, ("reject", "--text", "x"), "only with the reject of a permission"),
        (QUESTION, (), "what is the answer?"),
    ],
)
async def test_what_makes_no_sense_is_a_sentence_and_sends_nothing(
    lab: Lab, text: str, words: tuple[str, ...], why: str
) -> None:
    asked = await _asked(lab, text)
    done = await _answer(lab, asked["id"], *words, "--json")
    assert (done.code, done.json["ok"]) == (2, False)
    assert why in done.json["error"]
    assert done.json["hint"]
    read = lab.permissions if text == PERMISSION else lab.questions
    assert asked["id"] in [each["id"] for each in await read()]


async def test_an_unknown_id_names_what_is_open(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    done = await _answer(lab, "per_nope", "once", "--json")
    assert done.code == 1
    assert done.json["error"] == "there is no open request 'per_nope', nothing was sent"
    assert asked["id"] in done.json["hint"]
    await _asked(lab, PERMISSION)
    two = await _answer(lab, "per_", "once", "--json")
    assert two.code == 1
    assert "is not unique" in two.json["error"]


async def test_a_second_answer_finds_nothing_open(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    assert (await _answer(lab, asked["id"], "reject")).code == 0
    again = await _answer(lab, asked["id"], "once")
    assert (again.code, again.out) == (1, "")
    assert "there is no open request" in again.err


async def test_a_dead_request_is_only_rejected(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    await lab.abort(asked["sessionID"])
    await lab.becomes(asked["sessionID"], "idle")
    once = await _answer(lab, asked["id"], "once", "--json")
    assert (once.code, once.json["result"], once.json["dead"]) == (1, "refused", True)
    assert once.json["hint"] == "reject cleans it up"
    assert asked["id"] in [each["id"] for each in await lab.permissions()]
    done = await _answer(lab, asked["id"], "reject", "--json")
    assert (done.code, done.json["result"]) == (0, "answered")
    assert asked["id"] not in [each["id"] for each in await lab.permissions()]


async def test_read_only_sends_nothing(lab: Lab) -> None:
    asked = await _asked(lab, PERMISSION)
    done = await _answer(lab, asked["id"], "once", "--json", "--read-only")
    assert done.code == 1
    assert done.json["error"] == "read-only, nothing was sent"
    assert asked["id"] in [each["id"] for each in await lab.permissions()]


async def test_show_names_what_answer_needs(lab: Lab) -> None:
    asked = await _asked(lab, QUESTION)
    done = await omo_watch("show", asked["sessionID"], "--server", f"demo={lab.client.base_url}")
    (line,) = [line for line in done.out.splitlines() if asked["id"] in line]
    assert line.strip().startswith("asks:")
    assert asked["questions"][0]["options"][1]["label"] in done.out


def test_nobody_there_is_no_connection(shell: Shell) -> None:
    done = shell("answer", "per_1", "once", "--server", "http://127.0.0.1:9", "--json")
    assert (done.code, done.document["ok"]) == (3, False)
