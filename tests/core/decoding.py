"""Events as servers write them, and the shortest way through the decoder."""

import json
from pathlib import Path

import msgspec
from msgspec.structs import replace

from omo_watch_core.events import DiffSet, Event, PartSeen
from omo_watch_core.model import Part
from omo_watch_core.wire.decode import EventDecoder

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.jsonl"))
DIRECTORY = "/srv/dev/project"
AT = 1_795_166_343_500
STAMP = "evt_1f84090120020tYHwy6Q0DqFPn"
"""An id made at STAMP_MS."""
STAMP_MS = 1_795_166_343_186
Json = dict[str, object]


def write(kind: str, properties: object, directory: str | None = DIRECTORY) -> bytes:
    """Write an event in its envelope; without a directory as it comes from the whole server."""
    wrapped: Json = {} if directory is None else {"directory": directory, "project": "dc11ce1a"}
    wrapped["payload"] = {"id": STAMP, "type": kind, "properties": properties}
    return json.dumps(wrapped).encode()


def decode(*events: bytes) -> list[Event]:
    """Decode the events of one connection that has heard of the directory before."""
    decoder = EventDecoder("lab")
    decoder.decode(write("file.edited", {}), AT)
    return [event for data in events for event in decoder.decode(data, AT)]


def one(kind: str, properties: object) -> Event:
    """Decode an event that means one thing."""
    [event] = decode(write(kind, properties))
    return event


def as_plain(value: object) -> object:
    """Turn events and what they carry into dicts, lists and strings, all of it read."""
    return msgspec.to_builtins(looked_at(value))


def looked_at(value: object) -> object:
    """Read what waits to be read until somebody looks."""
    if isinstance(value, list | tuple):
        return [looked_at(inner) for inner in value]
    if isinstance(value, PartSeen):
        return replace(value, part=value.part.opened())
    if isinstance(value, DiffSet):
        return value.opened()
    return value.opened() if isinstance(value, Part) else value


OF: Json = {"sessionID": "ses_1"}
IN: Json = {"sessionID": "ses_1", "messageID": "msg_1"}
TIME = {"created": 1_000, "updated": 2_000, "completed": 3_000, "start": 4_000, "end": 5_000}
TOKENS = {"total": 6, "input": 1, "output": 2, "reasoning": 3, "cache": {"read": 4, "write": 5}}
ERROR: Json = {
    "name": "APIError",
    "data": {
        "message": "Incorrect API key\nat line 2",
        "statusCode": 401,
        "isRetryable": True,
        "responseHeaders": {"x-secret": "SECRET-1"},
        "responseBody": "SECRET-2",
        "metadata": {"url": "http://SECRET-3"},
    },
}
SESSION: Json = {
    "id": "ses_1",
    "projectID": "dc11",
    "parentID": "ses_0",
    "directory": DIRECTORY,
    "title": "Refactor billing",
    "agent": "build",
    "model": {"id": "ok-gpt", "providerID": "fake", "variant": "high"},
    "cost": 0.5,
    "tokens": TOKENS,
    "time": {"created": 1_000, "updated": 2_000, "archived": 3_000},
    "metadata": {"omo-watch": {"parked": {"until_ms": 9_000, "by": "ada"}}, "other": [1]},
}
ANSWER: Json = {
    "id": "msg_1",
    "sessionID": "ses_1",
    "role": "assistant",
    "parentID": "msg_0",
    "agent": "build",
    "modelID": "ok-gpt",
    "providerID": "fake",
    "variant": "high",
    "time": TIME,
    "finish": "stop",
    "error": ERROR,
    "tokens": TOKENS,
    "cost": 0.25,
    "summary": True,
}
PROMPT: Json = {
    "id": "msg_1",
    "sessionID": "ses_1",
    "role": "user",
    "agent": "build",
    "model": {"modelID": "ok-gpt", "providerID": "fake", "variant": "high"},
    "time": {"created": 1_000},
    "summary": {"diffs": []},
    "system": "be brief",
    "tools": {"task": False},
}
TEXT: Json = {
    "id": "prt_1",
    **IN,
    "type": "text",
    "text": "two\nlines",
    "time": TIME,
    "synthetic": True,
    "ignored": True,
    "metadata": {"omo-watch": {"kind": "override"}},
}
TOOL: Json = {
    "id": "prt_1",
    **IN,
    "type": "tool",
    "tool": "task",
    "callID": "call_1",
    "state": {
        "status": "error",
        "title": "",
        "input": {"prompt": "look", "description": "Look at A"},
        "metadata": {"sessionId": "ses_2", "background": True},
        "time": TIME,
        "error": "Subagent failed",
        "output": "two\nlines",
    },
}
PATCH: Json = {"id": "prt_1", **IN, "type": "patch", "hash": "a", "files": ["/srv/dev/a.py"]}
PERMISSION: Json = {
    "id": "per_1",
    **OF,
    "permission": "bash",
    "patterns": ["touch a", "touch b"],
    "always": ["touch *"],
}
QUESTIONS: Json = {
    "id": "que_1",
    **OF,
    "questions": [
        {
            "question": "Which database?",
            "header": "Database",
            "options": [{"label": "SQLite", "description": "One file"}],
            "multiple": True,
        }
    ],
}
SAMPLES: list[tuple[str, Json]] = [
    ("session.created", {**OF, "info": SESSION}),
    ("session.updated", {**OF, "info": SESSION}),
    ("session.deleted", {**OF, "info": SESSION}),
    ("session.status", {**OF, "status": {"type": "busy"}}),
    (
        "session.status",
        {**OF, "status": {"type": "retry", "attempt": 2, "message": "Slow", "next": 1.5}},
    ),
    ("session.error", {**OF, "error": ERROR}),
    ("session.compacted", OF),
    ("session.next.agent.switched", {**OF, "agent": "plan"}),
    ("session.next.model.switched", {**OF, "model": {"id": "ok-gpt", "providerID": "fake"}}),
    ("todo.updated", {**OF, "todos": [{"content": "Read", "status": "x", "priority": "high"}]}),
    ("session.diff", {**OF, "diff": [{"file": "a.py", "patch": "@@ -1 +1 @@\n-x\n+y\n"}]}),
    ("message.updated", {**OF, "info": ANSWER}),
    ("message.updated", {**OF, "info": PROMPT}),
    ("message.removed", IN),
    ("message.part.updated", {**OF, "part": TEXT, "time": 1}),
    ("message.part.updated", {**OF, "part": TOOL, "time": 1}),
    ("message.part.updated", {**OF, "part": PATCH, "time": 1}),
    ("message.part.removed", {**IN, "partID": "prt_1"}),
    ("message.part.delta", {**IN, "partID": "prt_1", "field": "text", "delta": "a\nb"}),
    ("permission.asked", PERMISSION),
    (
        "permission.v2.asked",
        {"id": "per_1", **OF, "action": "bash", "resources": ["a"], "save": ["a *"]},
    ),
    ("permission.replied", {**OF, "requestID": "per_1", "reply": "once"}),
    ("question.asked", QUESTIONS),
    ("question.rejected", {**OF, "requestID": "que_1"}),
    ("tui.toast.show", {"title": "Steering", "message": "a\nb", "variant": "warning"}),
    ("server.instance.disposed", {"directory": DIRECTORY}),
    ("global.disposed", {}),
    ("server.connected", {}),
    ("catalog.updated", {}),
]
