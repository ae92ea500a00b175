"""What events mean in detail: errors, tools, directories, and what others wrote beside them."""

import pytest
from msgspec.structs import replace

from omo_watch_core.events import (
    DirectoryHeard,
    MessageSeen,
    PartSeen,
    SessionCompacted,
    SessionErred,
    SessionSeen,
    StatusHeard,
    TextGrew,
    ToastShown,
    Unrecognised,
)
from omo_watch_core.mark import Mark
from omo_watch_core.model import (
    Failure,
    Message,
    ModelRef,
)
from omo_watch_core.wire.decode import EventDecoder
from tests.core.decoding import (
    AT,
    ERROR,
    IN,
    OF,
    PROMPT,
    SAMPLES,
    SESSION,
    TEXT,
    TOOL,
    decode,
    one,
    write,
)

FAILURE = Failure(name="APIError", message="Incorrect API key", status=401, retryable=True)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (None, Failure(name="UnknownError")),
        (
            {"name": "MessageOutputLengthError", "data": {}},
            Failure(name="MessageOutputLengthError"),
        ),
        ({"name": "APIError", "data": "odd"}, Failure(name="APIError")),
        ({"data": {"message": "\n\n  why \n"}}, Failure(name="UnknownError", message="why")),
    ],
)
def test_an_error_of_any_shape_has_a_name(error: object, failure: Failure) -> None:
    event = one("session.error", {"error": error})
    assert event == SessionErred(server="lab", at_ms=AT, session="", failure=failure)


def test_no_body_header_url_or_output_is_kept() -> None:
    told = [one(kind, properties) for kind, properties in SAMPLES]
    assert "SECRET" in str(SAMPLES)
    assert "SECRET" not in str(told)


def test_deltas_of_one_part_are_told_apart() -> None:
    sent = {**IN, "partID": "prt_1", "field": "text"}
    first, second, of_message, of_session = decode(
        write("message.part.delta", {**sent, "delta": "a"}),
        write("message.part.delta", {**sent, "delta": "b"}),
        write("message.part.delta", {**sent, "messageID": "msg_2", "delta": "c"}),
        write("message.part.delta", {**sent, "messageID": "msg_2", "sessionID": "ses_2"}),
    )
    assert isinstance(first, TextGrew)
    assert second == replace(first, delta="b")
    assert of_message == replace(first, delta="c", message="msg_2")
    assert of_session == replace(first, delta="", message="msg_2", session="ses_2")


def test_a_delta_of_something_else_than_text_is_not_text() -> None:
    event = one("message.part.delta", {**IN, "partID": "prt_1", "field": "raw", "delta": "{"})
    assert event == Unrecognised(server="lab", at_ms=AT, kind="message.part.delta", malformed=True)


@pytest.mark.parametrize(
    ("kind", "sent", "title"),
    [
        ("bash", {"description": "d", "command": "pytest -q\n"}, "pytest -q"),
        ("write", {"content": "c", "filePath": "/a.py"}, "/a.py"),
        ("grep", {"pattern": "x+", "include": "*.py"}, "x+"),
        ("webfetch", {"format": "text", "url": "https://a"}, "https://a"),
        ("websearch", {"numResults": 3, "query": "q"}, "q"),
        ("mine", {"deep": {"a": "x"}, "n": 1, "empty": " ", "what": "this"}, "this"),
        ("task", {"command": "c", "description": "Look at A"}, "Look at A"),
        ("todowrite", {"todos": []}, ""),
        ("odd", ["x"], ""),
        ("bash", {"command": ["a", "b"]}, ""),
    ],
)
def test_a_tool_without_title_shows_its_telling_argument(
    kind: str, sent: object, title: str
) -> None:
    part = {**TOOL, "tool": kind, "state": {"status": "running", "input": sent}}
    event = one("message.part.updated", {"part": part})
    assert isinstance(event, PartSeen)
    assert event.part.tool
    assert event.part.tool.title == title


def test_equal_calls_have_equal_keys_and_others_do_not() -> None:
    def key(tool: str, given: object) -> str:
        part = {**TOOL, "tool": tool, "state": {"status": "running", "input": given}}
        event = one("message.part.updated", {"part": part})
        assert isinstance(event, PartSeen)
        assert event.part.tool
        return event.part.tool.args_key

    assert key("bash", {"command": "ls"}) == key("bash", {"command": "ls"})
    assert len({key("bash", {"command": "ls"}), key("bash", {}), key("read", {})}) == 3


def test_only_tools_that_start_sessions_have_a_child() -> None:
    state = {"status": "completed", "input": {}, "metadata": {"sessionId": "ses_2"}}
    event = one("message.part.updated", {"part": {**TOOL, "tool": "peek", "state": state}})
    assert isinstance(event, PartSeen)
    assert event.part.tool
    assert event.part.tool.child is None


@pytest.mark.parametrize("name", ["background", "run_in_background"])
def test_a_call_that_is_not_waited_for_is_in_the_background(name: str) -> None:
    for flag in (True, False):
        state = {"status": "completed", "input": {}, "metadata": {name: flag}}
        event = one("message.part.updated", {"part": {**TOOL, "state": state}})
        assert isinstance(event, PartSeen)
        assert event.part.tool
        assert event.part.tool.background is flag


def test_a_file_is_shown_by_its_name() -> None:
    sent = {**TEXT, "type": "file", "text": None, "filename": "a.png", "url": "data:SECRET"}
    event = one("message.part.updated", {"part": sent})
    assert isinstance(event, PartSeen)
    assert str(event.part.text) == "a.png"
    assert "SECRET" not in str(event)


def test_a_toast_needs_only_a_message() -> None:
    event = one("tui.toast.show", {"message": "m"})
    assert isinstance(event, ToastShown)
    assert (event.toast.title, event.toast.variant) == ("", "info")


@pytest.mark.parametrize("metadata", [{"sessionId": 1}, [], None, {"omo-watch": None}])
def test_what_anybody_wrote_beside_a_part_cannot_spoil_it(metadata: object) -> None:
    state = {"status": "running", "input": {}, "metadata": metadata}
    event = one("message.part.updated", {"part": {**TOOL, "state": state, "metadata": metadata}})
    assert isinstance(event, PartSeen)
    assert event.part.tool
    assert event.part.tool.child is None
    assert not event.part.marked


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        (1, Mark()),
        ({"by": "ann\u202e@desk", "kind": "steer", "at": 7.0, "action": "act_1", "more": []},
         Mark(by="ann@desk", kind="steer", at_ms=7, action="act_1")),
        ({"by": ["x"], "kind": None, "at": "now", "action": 3}, Mark()),
        ({"by": "x" * 99, "at": True}, Mark(by="x" * 40)),
    ],
)  # fmt: skip
def test_a_mark_is_read_loosely(said: object, mark: Mark) -> None:
    part = {**TEXT, "metadata": {"omo-watch": said, "other": 1}}
    event = one("message.part.updated", {"part": part})
    assert isinstance(event, PartSeen)
    assert (event.part.mark, event.part.marked) == (mark, True)


@pytest.mark.parametrize(
    "metadata", [None, [], {"omo-watch": 1}, {"omo-watch": {"parked": {"by": "ada"}}}]
)
def test_what_anybody_wrote_beside_a_session_cannot_spoil_it(metadata: object) -> None:
    event = one("session.updated", {"info": {**SESSION, "metadata": metadata}})
    whole = one("session.updated", {"info": SESSION})
    assert isinstance(whole, SessionSeen)
    assert whole.info.parked_by == "ada"
    unparked = replace(whole.info, parked_until_ms=None, parked_by=None)
    assert event == replace(whole, info=unparked)


def test_a_variant_that_is_none_or_stands_beside_the_model() -> None:
    model = {"id": "ok-gpt", "providerID": "fake", "variant": "default"}
    event = one("session.updated", {"info": {**SESSION, "model": model}})
    assert isinstance(event, SessionSeen)
    assert event.info.model == ModelRef(provider="fake", model="ok-gpt")
    named = {"modelID": "a/b", "providerID": "fake"}
    sent = {"id": "msg_1", **OF, "role": "user", "model": named, "variant": "low"}
    event = one("message.updated", {"info": sent})
    assert isinstance(event, MessageSeen)
    assert event.message.model == ModelRef(provider="fake", model="a/b", variant="low")


def test_a_failed_message_of_the_least_content_is_one() -> None:
    event = one("message.updated", {"info": {"id": "m", "sessionID": "s", "role": "assistant"}})
    assert event == MessageSeen(
        server="lab", at_ms=AT, message=Message(id="m", session="s", role="assistant")
    )


def test_a_long_answer_is_kept_to_its_end() -> None:
    answer = "word " * 10_000
    event = one("message.part.updated", {"part": {**TEXT, "text": answer}})
    assert isinstance(event, PartSeen)
    assert str(event.part.text) == answer


def test_numbers_stay_within_what_tables_can_hold() -> None:
    sent = {**SESSION, "cost": 1e300, "time": {"created": 1e300, "updated": -1e300}}
    event = one("session.updated", {"info": sent})
    assert isinstance(event, SessionSeen)
    assert (event.info.created_ms, event.info.updated_ms) == (2**53, -(2**53))
    assert event.info.cost == 1e9
    status = {"type": "retry", "attempt": 1e300, "message": "m", "next": 1e300}
    event = one("session.status", {**OF, "status": status})
    assert isinstance(event, StatusHeard)
    assert (event.attempt, event.next_ms) == (2**53, 2**53)


def heard(*sent: bytes) -> list[str]:
    decoder = EventDecoder("lab")
    events = [event for data in sent for event in decoder.decode(data, AT)]
    return [event.directory for event in events if isinstance(event, DirectoryHeard)]


def said(directory: str, kind: str = "session.compacted", **more: object) -> bytes:
    return write(kind, {**OF, "directory": directory, **more}, directory)


def test_a_directory_is_heard_once_and_again_after_its_end() -> None:
    delta = {**IN, "partID": "p", "field": "text", "delta": ""}
    assert heard(
        said("/a"),
        said("/b", "file.edited"),
        said("/a"),
        write("message.part.delta", delta, "/c"),
        write("server.heartbeat", {}, None),
        write("project.updated", {}, "global"),
        said("/b"),
        said("/b", "server.instance.disposed"),
        said("/b", "plugin.added"),
        write("global.disposed", {}, "global"),
        said("/c", "plugin.added"),
    ) == ["/a", "/b", "/c", "/b", "/c"]


@pytest.mark.parametrize(
    "end",
    [said("/b", "server.instance.disposed"), write("global.disposed", {}, "global")],
    ids=["one", "all"],
)
@pytest.mark.parametrize(
    ("word", "lives"),
    [
        (said("/b", "message.updated", info=PROMPT), False),
        (said("/b", "session.status", status={"type": "idle"}), False),
        (said("/b", "message.part.delta", **IN, partID="p", field="text", delta="x"), False),
        (said("/b", "catalog.updated"), False),
        (said("/b", "session.status", status={"type": "busy"}), True),
        (said("/b", "session.status", status={"type": "retry", "attempt": 1, "next": 1}), True),
        (said("/b", "session.created", info=SESSION), True),
        (said("/b", "plugin.added"), True),
    ],
    ids=["prompt", "idle", "delta", "catalogue", "busy", "retry", "created", "plugin"],
)
def test_the_last_words_of_an_ended_instance_begin_none(
    end: bytes, word: bytes, lives: bool
) -> None:
    assert heard(said("/b"), end, word, word) == ["/b"] + ["/b"] * lives
    assert heard(said("/b"), said("/b", "server.instance.disposed"), said("/c")) == ["/b", "/c"]


def test_the_directory_is_heard_before_what_it_said() -> None:
    events = EventDecoder("lab").decode(write("session.compacted", OF), AT)
    assert [type(event) for event in events] == [DirectoryHeard, SessionCompacted]


def test_an_error_object_in_a_message_that_is_none_is_none() -> None:
    sent = {"id": "m", "sessionID": "s", "role": "assistant", "error": None}
    event = one("message.updated", {"info": sent})
    assert isinstance(event, MessageSeen)
    assert event.message.failure is None
    again = one("message.updated", {"info": {**sent, "error": ERROR}})
    assert isinstance(again, MessageSeen)
    assert again.message.failure == FAILURE
