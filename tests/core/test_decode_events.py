"""What each event of a server means, one by one."""

import pytest
from msgspec.structs import replace

from omo_watch_core.events import (
    AgentSwitched,
    AskClosed,
    AskRaised,
    CatalogChanged,
    DiffSet,
    Event,
    InstanceDisposed,
    MessageRemoved,
    MessageSeen,
    ModelSwitched,
    PartRemoved,
    PartSeen,
    SessionCompacted,
    SessionDeleted,
    SessionErred,
    SessionSeen,
    StatusHeard,
    StreamOpened,
    TextGrew,
    ToastShown,
    TodosSet,
    Unrecognised,
)
from omo_watch_core.given import FileChange, Output
from omo_watch_core.growing import Text
from omo_watch_core.launch import TaskCall
from omo_watch_core.mark import Mark
from omo_watch_core.model import (
    Ask,
    Failure,
    Message,
    ModelRef,
    Part,
    Question,
    SessionInfo,
    Toast,
    Todo,
    Tokens,
    Tool,
)
from omo_watch_core.wire.quiet import QUIET
from tests.core.decoding import (
    AT,
    DIRECTORY,
    OF,
    SAMPLES,
    decode,
    looked_at,
    one,
    write,
)

HIGH = ModelRef(provider="fake", model="ok-gpt", variant="high")
ALL_TOKENS = Tokens(input=1, output=2, reasoning=3, cache_read=4, cache_write=5, total=6)
FAILURE = Failure(name="APIError", message="Incorrect API key", status=401, retryable=True)
INFO = SessionInfo(
    id="ses_1",
    title="Refactor billing",
    directory=DIRECTORY,
    parent="ses_0",
    project="dc11",
    agent="build",
    model=HIGH,
    created_ms=1_000,
    updated_ms=2_000,
    archived_ms=3_000,
    cost=0.5,
    tokens=ALL_TOKENS,
    parked_until_ms=9_000,
    parked_by="ada",
)
ANSWER = Message(
    id="msg_1",
    session="ses_1",
    role="assistant",
    parent="msg_0",
    agent="build",
    model=HIGH,
    created_ms=1_000,
    completed_ms=3_000,
    finish="stop",
    failure=FAILURE,
    tokens=ALL_TOKENS,
    cost=0.25,
    summary=True,
)
PROMPT = Message(
    id="msg_1", session="ses_1", role="user", agent="build", model=HIGH, created_ms=1_000
)
TEXT_PART = Part(
    id="prt_1",
    message="msg_1",
    session="ses_1",
    kind="text",
    text=Text.of("two\nlines"),
    started_ms=4_000,
    ended_ms=5_000,
    synthetic=True,
    ignored=True,
    mark=Mark(kind="override"),
)
CHANGED = FileChange(file="a.py", patch="@@ -1 +1 @@\n-x\n+y\n")
TOOL_PART = Part(
    id="prt_1",
    message="msg_1",
    session="ses_1",
    kind="tool",
    text=Text.of(""),
    tool=Tool(
        name="task",
        call="call_1",
        status="error",
        title="Look at A",
        error="Subagent failed",
        output=Output(printed="two\nlines"),
        started_ms=4_000,
        ended_ms=5_000,
        child="ses_2",
        background=True,
        about=TaskCall(launched="ses_2", server=True),
        args_key="fa958b09",
    ),
    started_ms=4_000,
    ended_ms=5_000,
)
PATCH_PART = Part(
    id="prt_1",
    message="msg_1",
    session="ses_1",
    kind="patch",
    text=Text.of(""),
    files=("/srv/dev/a.py",),
)
PERMISSION = Ask(
    id="per_1",
    session="ses_1",
    directory=DIRECTORY,
    kind="permission",
    title="bash touch a, touch b",
    patterns=("touch a", "touch b"),
    always=("touch *",),
    asked_ms=AT,
)
NEWER_PERMISSION = replace(PERMISSION, title="bash a", patterns=("a",), always=("a *",))
ASKED = Question(
    text="Which database?", header="Database", options=(("SQLite", "One file"),), multiple=True
)
QUESTION = Ask(
    id="que_1",
    session="ses_1",
    directory=DIRECTORY,
    kind="question",
    title="Which database?",
    questions=(ASKED,),
    asked_ms=AT,
)
TOAST = Toast(
    server="lab",
    directory=DIRECTORY,
    title="Steering",
    message="a b",
    variant="warning",
    at_ms=AT,
    lines=("a", "b"),
)
BUSY = StatusHeard(server="lab", at_ms=AT, session="ses_1", directory=DIRECTORY, status="busy")
RETRY = replace(BUSY, status="retry", attempt=2, message="Slow", next_ms=1.5)
PLAN = (Todo(content="Read", status="x", priority="high"),)
MEANT: list[Event] = [
    SessionSeen(server="lab", at_ms=AT, info=INFO, created=True),
    SessionSeen(server="lab", at_ms=AT, info=INFO),
    SessionDeleted(server="lab", at_ms=AT, session="ses_1"),
    BUSY,
    RETRY,
    SessionErred(server="lab", at_ms=AT, session="ses_1", failure=FAILURE),
    SessionCompacted(server="lab", at_ms=AT, session="ses_1"),
    AgentSwitched(server="lab", at_ms=AT, session="ses_1", agent="plan"),
    ModelSwitched(server="lab", at_ms=AT, session="ses_1", model=replace(HIGH, variant=None)),
    TodosSet(server="lab", at_ms=AT, session="ses_1", todos=PLAN),
    DiffSet(server="lab", at_ms=AT, session="ses_1", files=(CHANGED,)),
    MessageSeen(server="lab", at_ms=AT, message=ANSWER),
    MessageSeen(server="lab", at_ms=AT, message=PROMPT),
    MessageRemoved(server="lab", at_ms=AT, session="ses_1", message="msg_1"),
    PartSeen(server="lab", at_ms=AT, part=TEXT_PART),
    PartSeen(server="lab", at_ms=AT, part=TOOL_PART),
    PartSeen(server="lab", at_ms=AT, part=PATCH_PART),
    PartRemoved(server="lab", at_ms=AT, session="ses_1", message="msg_1", part="prt_1"),
    TextGrew(server="lab", at_ms=AT, session="ses_1", message="msg_1", part="prt_1", delta="a\nb"),
    AskRaised(server="lab", at_ms=AT, ask=PERMISSION),
    AskRaised(server="lab", at_ms=AT, ask=NEWER_PERMISSION),
    AskClosed(server="lab", at_ms=AT, session="ses_1", ask="per_1"),
    AskRaised(server="lab", at_ms=AT, ask=QUESTION),
    AskClosed(server="lab", at_ms=AT, session="ses_1", ask="que_1"),
    ToastShown(server="lab", at_ms=AT, toast=TOAST),
    InstanceDisposed(server="lab", at_ms=AT, directory=DIRECTORY),
    InstanceDisposed(server="lab", at_ms=AT, directory=""),
    StreamOpened(server="lab", at_ms=AT),
    CatalogChanged(server="lab", at_ms=AT),
]


@pytest.mark.parametrize(
    ("kind", "properties", "meant"),
    [(kind, sent, meant) for (kind, sent), meant in zip(SAMPLES, MEANT, strict=True)],
)
def test_an_event_means_one_thing(kind: str, properties: object, meant: Event) -> None:
    assert looked_at(one(kind, properties)) == meant


@pytest.mark.parametrize("kind", sorted(QUIET))
def test_what_is_known_and_changes_nothing_is_silent(kind: str) -> None:
    assert decode(write(kind, {**OF, "info": {"id": "x"}, "delta": "x"})) == []


def test_a_bare_event_means_the_same_without_a_directory() -> None:
    bare = b'{"id":"evt_1","type":"session.status","properties":'
    bare += b'{"sessionID":"ses_1","status":{"type":"busy"}}}'
    assert decode(bare) == [replace(BUSY, directory="")]
    delta = b'{"type":"message.part.delta","properties":{"sessionID":"s","messageID":"m",'
    delta += b'"partID":"p","field":"text","delta":"x"}}'
    grown = TextGrew(server="lab", at_ms=AT, session="s", message="m", part="p", delta="x")
    assert decode(delta) == [grown]


def test_a_status_of_a_later_server_counts_as_busy() -> None:
    assert one("session.status", {**OF, "status": {"type": "thinking"}}) == BUSY


def test_a_type_of_a_later_server_is_counted_by_name() -> None:
    unknown = Unrecognised(server="lab", at_ms=AT, kind="session.dreamt")
    assert one("session.dreamt", {"sessionID": 1, "field": [], "delta": {}}) == unknown


@pytest.mark.parametrize("kind", ["models-dev.refreshed", "integration.connection.updated"])
def test_what_brings_models_changes_the_catalogue(kind: str) -> None:
    assert one(kind, {}) == CatalogChanged(server="lab", at_ms=AT)


@pytest.mark.parametrize("name", ["requestID", "permissionID", "id"])
def test_an_answered_ask_is_named_by_old_and_new_servers(name: str) -> None:
    closed = AskClosed(server="lab", at_ms=AT, session="ses_1", ask="per_1")
    assert one("permission.replied", {**OF, name: "per_1"}) == closed


def test_the_lines_of_a_script_stay_lines() -> None:
    script = "set -eu\n\trm -rf build\r\necho done"
    asked = {"id": "per_1", **OF, "permission": "bash", "patterns": [script], "always": []}
    (event,) = decode(write("permission.asked", asked))
    assert isinstance(event, AskRaised)
    assert event.ask.patterns == ("set -eu\n\trm -rf build\necho done",)
    assert event.ask.title == "bash set -eu rm -rf build echo done"
