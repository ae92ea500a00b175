"""How a history ends for the provider, and what a prompt must repeat."""

import json
from pathlib import Path

import pytest

from omo_watch_core.events import LastTurn
from omo_watch_core.model import ModelRef
from omo_watch_core.wire.history import last_turn, missing_prompt
from omo_watch_core.wire.unpack import WireError

RECORDINGS = Path(__file__).parents[1] / "recordings"
MODEL = {"modelID": "ok-gpt", "providerID": "fake"}
MARK = {"omo-watch": {"kind": "override"}}
Json = dict[str, object]


def part(kind: str, **fields: object) -> Json:
    return {"id": "prt_1", "messageID": "msg_1", "sessionID": "ses_1", "type": kind, **fields}


def text(words: str = "words", **fields: object) -> Json:
    return part("text", text=words, **fields)


def tool(status: str = "completed") -> Json:
    return part("tool", tool="bash", callID="c", state={"status": status, "input": {}})


def user(*parts: Json, **fields: object) -> Json:
    info = {"id": "msg_u", "sessionID": "ses_1", "role": "user", "agent": "build", "model": MODEL}
    return {"info": {**info, **fields}, "parts": list(parts)}


def answer(*parts: Json, done: bool = True, **fields: object) -> Json:
    time = {"created": 1, "completed": 2} if done else {"created": 1}
    info = {"id": "msg_a", "sessionID": "ses_1", "role": "assistant", "parentID": "msg_u"}
    return {"info": {**info, **MODEL, "agent": "build", "time": time, **fields}, "parts": [*parts]}


def error(name: str) -> Json:
    return {"name": name, "data": {"message": "m"}}


ASKED = user(text("do it"))
MARKED = user(text("", synthetic=True, ignored=True, metadata=MARK), id="msg_mark")
NUDGED = user(text("go on", synthetic=True, metadata=MARK), id="msg_nudge")
EMPTY = user(id="msg_empty")
START, THOUGHT, FINISH = part("step-start"), part("reasoning", text="hm"), part("step-finish")
STOPPED = answer(START, text(), FINISH, finish="stop")


def turn(*entries: Json) -> LastTurn:
    read = last_turn(json.dumps(entries).encode())
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("entries", "ends_with_text"),
    [
        pytest.param([ASKED], False, id="nothing answered"),
        pytest.param([ASKED, answer(done=False)], False, id="retry: no parts"),
        pytest.param([ASKED, answer(START, THOUGHT)], False, id="only reasoning"),
        pytest.param(
            [ASKED, answer(START, THOUGHT, error=error("MessageAbortedError"))],
            False,
            id="aborted while thinking",
        ),
        pytest.param([ASKED, answer(START, text(""))], False, id="text that is empty"),
        pytest.param([ASKED, answer(error=error("APIError"))], False, id="gave up"),
        pytest.param(
            [ASKED, answer(text(), error=error("APIError"))], False, id="error after some text"
        ),
        pytest.param(
            [ASKED, answer(text(), error=error("ContentFilterError"), finish="content-filter")],
            False,
            id="filtered",
        ),
        pytest.param(
            [ASKED, answer(START, text(), tool(), FINISH, finish="tool-calls")],
            False,
            id="a tool's result",
        ),
        pytest.param(
            [ASKED, answer(tool(), text(), finish="tool-calls")], False, id="text beside a tool"
        ),
        pytest.param(
            [ASKED, answer(START, tool(), FINISH), answer(done=False)],
            False,
            id="second step in retry",
        ),
        pytest.param(
            [ASKED, answer(START, tool("running"), error=error("MessageAbortedError"))],
            False,
            id="aborted in a tool",
        ),
        pytest.param([ASKED, STOPPED, user(text("and now"))], False, id="a queued prompt"),
        pytest.param([ASKED, STOPPED, user(part("file"))], False, id="a file as prompt"),
        pytest.param([ASKED, STOPPED, NUDGED], False, id="our nudge waits"),
        pytest.param([ASKED, STOPPED], True, id="normal answer"),
        pytest.param([ASKED, answer(START, text(), finish="length")], True, id="cut by length"),
        pytest.param(
            [ASKED, answer(START, text(), error=error("MessageAbortedError"))],
            True,
            id="aborted in mid-text",
        ),
        pytest.param(
            [ASKED, answer(START, tool(), FINISH, START, text())], True, id="text a step later"
        ),
        pytest.param([ASKED, STOPPED, MARKED, answer(done=False)], True, id="text behind our mark"),
        pytest.param(
            [ASKED, STOPPED, MARKED, answer(error=error("APIError"))],
            True,
            id="text behind a failed move",
        ),
        pytest.param([ASKED, STOPPED, EMPTY], True, id="text behind an empty prompt"),
        pytest.param(
            [ASKED, STOPPED, user(text("note", ignored=True))], True, id="text behind a note"
        ),
    ],
)
def test_how_a_history_ends(entries: list[Json], ends_with_text: bool) -> None:
    assert turn(*entries).ends_with_text is ends_with_text


@pytest.mark.parametrize(
    ("entries", "settled", "answered"),
    [
        pytest.param([ASKED], True, False, id="no answer"),
        pytest.param([ASKED, answer(text(), done=False)], False, False, id="streaming"),
        pytest.param(
            [ASKED, answer(text(), done=False, finish="stop")], False, True, id="about to end"
        ),
        pytest.param([ASKED, STOPPED], True, True, id="normal answer"),
        pytest.param([ASKED, STOPPED, MARKED], True, True, id="our mark never ran"),
        pytest.param([ASKED, STOPPED, user(text("more"))], True, False, id="asked again"),
        pytest.param([ASKED, answer(START, FINISH, finish="stop")], True, False, id="empty answer"),
        pytest.param([ASKED, answer(text(), finish="length")], True, False, id="cut by length"),
        pytest.param([ASKED, answer()], True, False, id="aborted in retry"),
        pytest.param(
            [ASKED, answer(text(), finish="stop", error=error("UnknownError"))],
            True,
            False,
            id="failed",
        ),
        pytest.param(
            [ASKED, answer(text(), finish="stop", error=error("MessageAbortedError"))],
            True,
            False,
            id="aborted at its end",
        ),
        pytest.param([ASKED, answer(tool()), answer(done=False)], False, False, id="next step"),
    ],
)
def test_whether_it_is_settled_and_answered(
    entries: list[Json], settled: bool, answered: bool
) -> None:
    read = turn(*entries)
    assert (read.settled, read.answered) == (settled, answered)


@pytest.mark.parametrize(
    ("entries", "prompt"),
    [
        ([ASKED, STOPPED, MARKED, answer()], "msg_u"),
        ([ASKED, STOPPED, NUDGED, answer()], "msg_u"),
        ([ASKED, STOPPED, EMPTY, answer()], "msg_u"),
        ([ASKED, user(part("compaction"), id="msg_c"), STOPPED], "msg_u"),
        ([ASKED, STOPPED, user(text("of a program", synthetic=True), id="msg_2")], "msg_2"),
        ([ASKED, user(text("newer"), id="msg_2"), STOPPED], "msg_2"),
        ([MARKED, answer(), NUDGED, answer()], "msg_nudge"),
        ([STOPPED, EMPTY], "msg_empty"),
    ],
)
def test_the_prompt_is_the_newest_real_one(entries: list[Json], prompt: str) -> None:
    assert turn(*entries).prompt.id == prompt


def test_what_a_prompt_must_repeat() -> None:
    fields = {
        "agent": "plan",
        "model": {**MODEL, "variant": "high"},
        "system": "be \u001b brief",
        "tools": {"task": False},
        "format": {"type": "json_schema", "schema": {}},
    }
    read = turn(user(text(), **fields), STOPPED)
    assert read.prompt.agent == "plan"
    assert read.prompt.model == ModelRef(provider="fake", model="ok-gpt", variant="high")
    expected = {name: fields[name] for name in ("system", "tools", "format")}
    assert json.loads(read.extra) == expected
    assert json.loads(turn(user(text(), system=None)).extra) == {}


def test_children_are_passed_on() -> None:
    read = last_turn(json.dumps([ASKED]).encode(), ["ses_2", "ses_3"])
    assert read
    assert read.children_running == ("ses_2", "ses_3")


def test_a_session_without_a_user_message_has_no_turn() -> None:
    assert last_turn(b"[]") is None
    assert missing_prompt(b"[]") is None


def test_a_page_too_short_for_its_prompt_names_it() -> None:
    steps = [answer(START, tool(), FINISH, finish="tool-calls")] * 19
    page = json.dumps([*steps, answer(text(), parentID="msg_far")]).encode()
    assert last_turn(page) is None
    assert missing_prompt(page) == "msg_far"
    far = json.dumps(user(text(), id="msg_far", agent="plan")).encode()
    read = last_turn(page, prompt=far)
    assert read
    assert (read.prompt.id, read.prompt.agent, read.ends_with_text) == ("msg_far", "plan", True)
    assert missing_prompt(json.dumps([EMPTY, *steps]).encode()) is None
    with pytest.raises(WireError):
        last_turn(page, prompt=b"[]")


@pytest.mark.parametrize(
    ("name", "ends_with_text", "answered"),
    [
        ("ok-run", True, True),
        ("output-length", True, False),
        ("content-filter", False, False),
        ("auth-error", False, False),
        ("network-down", False, False),
        ("resume-empty", True, True),
        ("override-marked", True, True),
        ("override-partial", True, True),
        ("override-repost", True, True),
        ("override-cancel-tree", False, False),
    ],
)
def test_recorded_histories(name: str, ends_with_text: bool, answered: bool) -> None:
    answers = json.loads((RECORDINGS / f"{name}.rest.json").read_text("utf-8"))
    roots = [session["id"] for session in answers["sessions"] if "parentID" not in session]
    [sent] = [answers["messages"][root] for root in roots if root in answers["messages"]]
    read = turn(*sent)
    assert (read.ends_with_text, read.answered, read.settled) == (ends_with_text, answered, True)
    assert read.prompt.agent
    assert read.prompt.model


GROWING = part("text", text="", time={"start": 1})
EMPTY_TEXT = part("text", text="", time={"start": 1, "end": 2})


@pytest.mark.parametrize(
    ("entries", "shows"),
    [
        pytest.param([ASKED], False, id="nothing answered"),
        pytest.param([ASKED, answer(START, done=False)], False, id="a step that has just begun"),
        pytest.param([ASKED, answer(error=error("APIError"))], False, id="failed at once"),
        pytest.param([ASKED, answer(EMPTY_TEXT)], False, id="an empty text"),
        pytest.param([ASKED, answer(text("  "))], False, id="blanks"),
        pytest.param([ASKED, answer(GROWING, done=False)], True, id="a text that grows"),
        pytest.param([ASKED, answer(THOUGHT)], True, id="a thought"),
        pytest.param([ASKED, answer(tool("running"), done=False)], True, id="a tool"),
        pytest.param([ASKED, answer(text()), answer(START)], True, id="an earlier step"),
    ],
)
def test_whether_it_has_shown_what_the_plugin_counts(entries: list[Json], shows: bool) -> None:
    assert turn(*entries).shows is shows
