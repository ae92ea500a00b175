"""What tools gave back, and what a session changed: read, cleaned, bounded, and let go."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.clean import clean
from omo_watch_core.effects import ReadDiff
from omo_watch_core.given import FileChange, Output
from omo_watch_core.growing import Text
from omo_watch_core.link import Link
from omo_watch_core.model import Part, Tool
from omo_watch_core.plan import plan
from omo_watch_core.questions import key
from omo_watch_core.reduce.pages import MOST_GIVEN
from omo_watch_core.wire import diffs, outputs, rest
from omo_watch_core.wire.diffs import MOST_FILES, MOST_PATCH, MOST_TEXT
from omo_watch_core.wire.outputs import MOST, counted, output_of
from tests.core.decoding import decode, write
from tests.core.reduce.make import LAB, A, Fold, born, history

HUNK = "@@ -1 +1 @@\n-x\n+y\n"
PATCH = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n+more\n"


def read(given: object, **metadata: object) -> Output:
    """Read what a call gave back, as a server writes it."""
    return output_of(json.dumps(given).encode(), json.dumps(metadata).encode())


def test_output_and_diff_are_read_and_the_lines_of_the_diff_counted() -> None:
    assert read("14 passed\n") == Output(printed="14 passed\n")
    assert read("done", diff=PATCH) == Output(printed="done", diff=PATCH, added=2, removed=1)


def test_a_call_that_runs_has_its_output_in_the_metadata() -> None:
    assert read(None, output="so far").printed == "so far"


def test_odd_shapes_are_nothing() -> None:
    assert read(7, output=[1], diff={}) == Output()
    assert output_of(b"null", b'"output"') == Output()


def test_controls_are_taken_out() -> None:
    given = read("\x1b]0;x\x07red\u202e", diff="@@\n+\x1b[31mred")
    assert given.printed == "]0;xred"
    assert given.diff == "@@\n+[31mred"


def test_of_a_long_output_the_end_is_kept() -> None:
    given = read("x" * 200_000 + "the end")
    assert len(given.printed) == MOST
    assert given.printed.startswith("…")
    assert given.printed.endswith("the end")


def test_headings_of_a_second_file_are_no_changed_lines() -> None:
    second = PATCH + "diff --git a b\n--- c\n+++ d\n@@ -1 +1 @@\n-x\n"
    assert (read("", diff=second).added, read("", diff=second).removed) == (2, 2)


@pytest.mark.parametrize(
    ("diff", "added", "removed"),
    [
        (f"{PATCH}--- c\n+++ d\n{HUNK}", 3, 2),
        (f"{PATCH}\n--- c\n+++ d\n{HUNK}", 3, 2),
        ("--- a\n+++ b\n@@ -1,3 +1,3 @@\n same\n--- x\n+++ y\n \n", 1, 1),
        ("@@ -0,0 +1,2 @@ def f():\n+a\n++\n\\ No newline at end of file\n--- c\n+++ d\n", 2, 0),
        ("@@ -1,4 +0,0 @@\n-a\n-\n---\n-- c\n", 0, 4),
        ("@@\n-a\n+b\n+c\n", 2, 1),
        ("@@ -9999999999 +1 @@\n-a\n+b\n", 1, 1),
    ],
)
def test_lines_are_counted_by_the_numbers_of_their_hunk(
    diff: str, added: int, removed: int
) -> None:
    assert counted(diff) == (added, removed)


def test_changed_files_are_read_and_bounded() -> None:
    sent = {"file": "a\n.py", "patch": PATCH, "additions": 2, "deletions": 1, "status": "modified"}
    (change,) = rest.diff(json.dumps([sent]).encode()).files
    assert change == FileChange(file="a .py", patch=PATCH, added=2, removed=1, status="modified")
    many = rest.diff(json.dumps([{"file": "a", "patch": "y" * 90_000}] * 300).encode()).files
    assert len(many) == MOST_FILES
    assert len(many[0].patch) == MOST_PATCH
    assert sum(len(one.patch) for one in many) <= MOST_TEXT
    assert many[-1].patch == ""


def turn(*diffs: object) -> object:
    """Give a prompt as a listing has it, with what its turn changed."""
    return {"info": {"id": "msg_1", "role": "user", "summary": {"diffs": diffs}}, "parts": []}


def test_what_turns_changed_is_one_list_with_each_file_once() -> None:
    head = "Index: a\n====\n--- a\t\n+++ a\t\n"
    first = {
        "file": "a", "patch": f"{head}@@ -0,0 +1 @@\n+one\n", "additions": 1, "status": "added",
    }  # fmt: skip
    again = {
        "file": "a", "patch": f"{head}@@ -1 +1,2 @@\n one\n+two\n", "additions": 1,
        "status": "modified",
    }  # fmt: skip
    other = {"file": "b", "patch": "", "deletions": 3, "status": "deleted"}
    answer = {"info": {"id": "msg_2", "role": "assistant", "summary": True}, "parts": []}
    body = json.dumps([turn(first), answer, turn(again, other), {"info": {"id": "msg_3"}}])
    one, two = rest.turn_diffs(body.encode()).files
    assert one == FileChange(
        file="a", patch=f"{head}@@ -0,0 +1 @@\n+one\n@@ -1 +1,2 @@\n one\n+two\n", added=2,
        status="added",
    )  # fmt: skip
    assert two == FileChange(file="b", removed=3, status="deleted")


def called(number: int, size: int) -> ev.PartSeen:
    """Let a tool end with an output."""
    name = f"prt_{number:03}"
    tool = Tool(name="bash", call=name, status="completed", output=Output(printed="z" * size))
    part = Part(id=name, message="msg_1", session=A, kind="tool", text=Text.of(""), tool=tool)
    return ev.PartSeen(server=LAB, at_ms=300, part=part)


def test_the_oldest_outputs_are_let_go_and_the_calls_stay() -> None:
    fold = Fold(born(100), ev.SessionOpened(server=LAB, at_ms=200, session=A))
    fold.tell(*(called(number, 40_000) for number in range(15)))
    transcript = fold.server.transcripts[A]
    parts = transcript.entries["msg_1"].parts
    assert len(parts) == 15
    assert transcript.given <= MOST_GIVEN
    held = [part.tool.output for part in parts.values() if part.tool]
    assert [one.let_go for one in held] == [True] * 5 + [False] * 10
    assert transcript.given == sum(one.size for one in held)
    fold.tell(ev.MessageRemoved(server=LAB, at_ms=400, session=A, message="msg_1"))
    assert fold.server.transcripts[A].given == 0


def test_what_runs_in_a_session_holds_no_output() -> None:
    fold = Fold(born(100))
    tool = Tool(name="bash", call="c", status="running", output=Output(printed="secret"))
    part = Part(id="prt_1", message="msg_1", session=A, kind="tool", text=Text.of(""), tool=tool)
    fold.tell(ev.PartSeen(server=LAB, at_ms=300, part=part))
    assert [one.call for one in fold.server.sessions[A].tools] == ["c"]
    assert b"secret" not in msgspec.json.encode(fold.server.sessions[A].tools)


def test_only_what_somebody_looks_at_is_read_and_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[str] = []

    def noting(text: str, limit: int) -> str:
        cleaned.append(text)
        return clean(text, limit)

    monkeypatch.setattr(outputs, "clean", noting)
    monkeypatch.setattr(diffs, "clean", noting)
    state = {"status": "running", "input": {}, "output": "printed\x1b", "metadata": {"diff": PATCH}}
    called = {"id": "prt_1", "messageID": "msg_1", "sessionID": A, "type": "tool", "callID": "c"}
    part = {**called, "tool": "bash", "state": state}
    stream = [
        *decode(write("message.part.updated", {"part": part})),
        *decode(write("session.diff", {"sessionID": A, "diff": [{"file": "a", "patch": PATCH}]})),
    ]
    told = [replace(event, server=LAB, at_ms=400) for event in stream]
    body = [{"info": {"id": "msg_1", "sessionID": A, "role": "assistant"}, "parts": [part]}]
    messages = rest.messages(json.dumps(body).encode())
    fold = Fold(born(100), *told, history(410, 405, *messages))
    assert cleaned == []
    assert [one.unread for one in fold.a.tools] == [None]
    fold.tell(ev.SessionOpened(server=LAB, at_ms=500, session=A), history(520, 510, *messages))
    given = Output(printed="printed", diff=PATCH, added=2, removed=1)
    assert held(fold) == given
    fold.tell(*(replace(event, at_ms=600) for event in told))
    assert held(fold) == given
    assert fold.server.transcripts[A].given == given.size
    assert fold.server.transcripts[A].diff == (FileChange(file="a", patch=PATCH),)


def held(fold: Fold) -> Output:
    """Give what the one tool of the open transcript gave back."""
    tool = fold.server.transcripts[A].entries["msg_1"].parts["prt_1"].tool
    assert tool is not None
    assert tool.unread is None
    return tool.output


def test_the_diff_is_held_for_open_sessions_and_the_stream_wins() -> None:
    files = (FileChange(file="a.py"),)
    said = ev.DiffSet(server=LAB, at_ms=300, session=A, files=files)
    fold = Fold(born(100), said)
    assert A not in fold.server.transcripts
    fold.tell(ev.SessionOpened(server=LAB, at_ms=310, session=A))
    assert fold.server.transcripts[A].diff is None
    fold.tell(ev.DiffListed(server=LAB, at_ms=330, asked_ms=320, session=A, files=()))
    assert fold.server.transcripts[A].diff == ()
    fold.tell(ev.DiffSet(server=LAB, at_ms=400, session=A, files=files))
    fold.tell(ev.DiffListed(server=LAB, at_ms=420, asked_ms=390, session=A, files=()))
    assert fold.server.transcripts[A].diff == files


def test_the_diff_is_asked_for_when_a_person_opens_it_and_then_alone() -> None:
    opened = ev.DiffOpened(server=LAB, at_ms=400, session=A)
    fold = Fold(born(100))
    live = Link(phase="live", since_ms=90, opened_ms=90, heard_ms=90)
    server = replace(fold.server, link=live)
    fold.state = replace(fold.state, servers={LAB: server})
    state, asked = plan(fold.state, [opened])
    assert asked == (ReadDiff(server=LAB, session=A),)
    assert key(asked[0]) in state.servers[LAB].link.agenda.outstanding
    _, none = plan(fold.state, [ev.SessionOpened(server=LAB, at_ms=400, session=A)])
    assert not any(isinstance(one, ReadDiff) for one in none)
