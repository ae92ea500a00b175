"""What a session changed, also where a server writes some of it oddly or not at all."""

from __future__ import annotations

import json

import pytest

from omo_watch_core import events as ev
from omo_watch_core.agenda import DIFF
from omo_watch_core.clean import clean
from omo_watch_core.events import DiffSet
from omo_watch_core.given import FileChange
from omo_watch_core.wire import diffs, rest
from omo_watch_core.wire.diffs import MOST_FILES, MOST_PATCH, MOST_TEXT
from omo_watch_core.wire.unpack import WireError
from tests.core.decoding import OF, one
from tests.core.reduce.make import LAB, A, Fold, born

GOOD = {"file": "a.py", "patch": "@@ -1 +1 @@\n-x\n+y\n", "additions": 1, "deletions": 1}
CHANGE = FileChange(file="a.py", patch="@@ -1 +1 @@\n-x\n+y\n", added=1, removed=1)
NAMELESS = {"patch": "@@ -1 +1 @@\n-x\n", "additions": 1}


def prompt(summary: object) -> object:
    """Give a prompt as a listing has it, with what it says of its turn."""
    return {"info": {"id": "msg_1", "role": "user", "summary": summary}, "parts": []}


def of_turns(*messages: object) -> tuple[FileChange, ...]:
    """Read what turns changed, as a server writes their messages."""
    return rest.turn_diffs(json.dumps(messages).encode()).files


@pytest.mark.parametrize(
    "odd",
    [
        prompt("a title"), prompt({"diffs": None}), prompt({"diffs": "none"}), prompt([1]),
        prompt({"diffs": [NAMELESS]}), prompt({"diffs": [None, 1]}), {"info": 1}, {}, None, "x",
    ],
)  # fmt: skip
def test_an_odd_turn_hides_no_other(odd: object) -> None:
    assert of_turns(odd, prompt({"diffs": [GOOD]}), odd) == (CHANGE,)


def test_an_odd_file_hides_no_other_and_odd_counts_cost_no_lines() -> None:
    odd = {**GOOD, "additions": "many", "deletions": [1], "status": None}
    assert of_turns(prompt({"diffs": [NAMELESS, 7, odd]})) == (
        FileChange(file="a.py", patch=CHANGE.patch),
    )
    assert rest.diff(json.dumps([NAMELESS, GOOD, {**GOOD, "file": 1}]).encode()).files == (CHANGE,)
    assert one_told([NAMELESS, GOOD]).files == (CHANGE,)


def test_half_an_emoji_in_a_patch_does_not_cost_it() -> None:
    body = json.dumps([prompt({"diffs": [{**GOOD, "patch": "HERE"}]})])
    (change,) = rest.turn_diffs(body.encode().replace(b"HERE", rb"+half \ud83d")).files
    assert change.patch == "+half \ufffd"


def test_what_holds_no_readable_file_at_all_is_no_diff() -> None:
    for body in (b"{}", b"[1]", b"<html>", json.dumps([NAMELESS]).encode()):
        with pytest.raises(WireError):
            rest.diff(body)
    with pytest.raises(WireError):
        rest.turn_diffs(b"{}")


def changed(file: str, patch: str, added: int = 1) -> object:
    """Give the prompt of a turn that changed one file."""
    return prompt({"diffs": [{"file": file, "patch": patch, "additions": added}]})


def test_the_newest_turns_stand_first_and_the_rest_is_counted() -> None:
    turns = [
        prompt({"diffs": [{**GOOD, "file": f"t{turn}/{n}.py"} for n in range(10)]})
        for turn in range(30)
    ]
    diff = rest.turn_diffs(json.dumps(turns).encode())
    assert (len(diff.files), diff.more) == (MOST_FILES, 100)
    assert [one.file for one in diff.files[:11]] == [f"t29/{n}.py" for n in range(10)] + [
        "t28/0.py"
    ]
    again = rest.turn_diffs(json.dumps([changed("a.py", "@@\n+x\n")] * 251).encode())
    assert [(one.file, one.added) for one in again.files] == [("a.py", 251)]
    assert again.more == 0


def test_of_a_file_that_many_turns_changed_the_newest_lines_are_held() -> None:
    head = "--- a\n+++ a\n"
    turns = [changed("a.py", f"{head}@@ -1 +1 @@\n+turn {n} {'x' * 990}\n") for n in range(60)]
    (one,) = of_turns(*turns)
    assert (one.added, one.cut) == (60, True)
    assert len(one.patch) <= MOST_PATCH
    assert one.patch.startswith(head)
    assert one.patch.count(head) == 1
    held = [line.split()[1] for line in one.patch.split("\n") if line.startswith("+turn")]
    assert held == [str(n) for n in range(60 - len(held), 60)]
    assert len(held) > 35
    assert [one.cut for one in of_turns(*turns[:3])] == [False]


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (["deleted", "added"], "added"), (["deleted", "added", "modified"], "added"),
        (["added", "modified"], "added"), (["added", "deleted"], "deleted"),
        (["modified", "deleted", "modified"], "modified"), (["deleted", None], "deleted"),
    ],
)  # fmt: skip
def test_the_newest_word_says_how_a_file_stands(told: list[str | None], stands: str) -> None:
    (one,) = of_turns(*(prompt({"diffs": [{**GOOD, "status": word}]}) for word in told))
    assert one.status == stands


def test_lines_of_the_newest_turns_are_held_before_older_ones() -> None:
    long = [changed(f"{n}.py", "+" + "y" * (MOST_PATCH - 1)) for n in range(20)]
    files = of_turns(*long)
    assert [one.file for one in files if one.patch] == [f"{n}.py" for n in range(19, 9, -1)]
    assert {one.cut for one in files if not one.patch} == {True}
    said = one_told([{"file": f"{n}.py", "patch": "+x"} for n in range(MOST_FILES + 4)])
    assert (len(said.files), said.more) == (MOST_FILES, 4)


def test_no_more_lines_are_cleaned_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[int] = []

    def counting(text: str, limit: int) -> str:
        cleaned.append(min(len(text), limit))
        return clean(text, limit)

    monkeypatch.setattr(diffs, "clean", counting)
    many = [{"file": f"{n}.py", "patch": "+" + "é\n" * 30_000} for n in range(MOST_FILES)]
    files = rest.diff(json.dumps(many).encode()).files
    assert [bool(one.patch) for one in files] == [True] * 10 + [False] * 190
    of_turns(*(changed("a.py", "@@\n+" + "é" * 990) for _ in range(150)))
    assert sum(cleaned) <= MOST_TEXT + MOST_PATCH


def one_told(diff: object) -> DiffSet:
    """Tell what changed as the stream does."""
    said = one("session.diff", {**OF, "diff": diff})
    assert isinstance(said, DiffSet)
    return said.opened()


def unread(at: int) -> ev.ReadFailed:
    """Say that what a session changed could not be read."""
    return ev.ReadFailed(server=LAB, at_ms=at, what=DIFF, reason="it failed inside", session=A)


def test_a_diff_that_could_not_be_read_says_why_until_it_can() -> None:
    fold = Fold(born(100), unread(150), ev.SessionOpened(server=LAB, at_ms=200, session=A))
    assert fold.server.transcripts[A].diff_fault == ""
    changes = fold.tell(unread(300))
    assert (LAB, A) in changes.transcripts
    known = fold.server.transcripts[A]
    assert (known.diff, known.diff_fault) == (None, "it failed inside")
    fold.tell(ev.DiffListed(server=LAB, at_ms=330, asked_ms=320, session=A, files=(CHANGE,)))
    assert fold.server.transcripts[A].diff_fault == ""
    more = ev.DiffListed(server=LAB, at_ms=350, asked_ms=340, session=A, files=(CHANGE,), more=3)
    fold.tell(more)
    assert fold.server.transcripts[A].diff_more == 3
    fold.tell(unread(400))
    known = fold.server.transcripts[A]
    assert (known.diff, known.diff_fault) == ((CHANGE,), "it failed inside")
    fold.tell(ev.DiffSet(server=LAB, at_ms=500, session=A, files=(CHANGE,)))
    known = fold.server.transcripts[A]
    assert (known.diff_fault, known.diff_more) == ("", 0)
