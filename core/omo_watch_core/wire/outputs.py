"""What a tool call gave back: its output and its diff, cleaned and cut to what a person reads."""

from __future__ import annotations

import math
import re

import msgspec

from omo_watch_core.clean import clean
from omo_watch_core.given import NO_OUTPUT, Output
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack_loosely

MOST = 40_000
"""Characters of one output, and of one diff; of a longer output the end is kept."""
_NOTHING = b"null"
_HUNK = re.compile(r"@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@")


class _Metadata(Wire):
    output: object = None
    diff: object = None


_METADATA = msgspec.json.Decoder(_Metadata)
_STRING = msgspec.json.Decoder(str)


def output_of(output: bytes, metadata: bytes) -> Output:
    """Read both; a call that runs has its output so far in the metadata."""
    told = _metadata(bytes(metadata))
    whole = None if bytes(output) == _NOTHING else unpack_loosely(_STRING, output)
    text = whole or (told.output if isinstance(told.output, str) else "")
    diff = told.diff if isinstance(told.diff, str) else ""
    if not (text or diff):
        return NO_OUTPUT
    added, removed = counted(diff)
    return Output(printed=ending(text), diff=clean(diff, MOST), added=added, removed=removed)


class WireGiven(Wire):
    """Hold what a tool call gave back, as it was written."""

    output: bytes
    metadata: bytes

    def read(self) -> Output:
        """Read and clean it."""
        return output_of(self.output, self.metadata)


def given_of(output: msgspec.Raw, metadata: msgspec.Raw) -> WireGiven | None:
    """Give what has to be read when somebody looks; None where there is nothing."""
    written = bytes(output)
    if written == _NOTHING and len(metadata) <= len(b"{}"):
        return None
    return WireGiven(output=written, metadata=bytes(metadata))


def counted(diff: str) -> tuple[int, int]:
    """Count the lines that a diff adds and takes away.

    Behind as many lines as a hunk says to have, signs of three are the head of the next file.
    """
    added = removed = 0
    in_hunk, old, new = False, 0.0, 0.0
    for line in diff.split("\n"):
        if line.startswith("@@"):
            in_hunk, (old, new) = True, _lines_of(line)
        elif line.startswith(("Index: ", "diff ")) or _is_head(line, old, new):
            in_hunk = False
        elif in_hunk:
            plus, minus = line.startswith("+"), line.startswith("-")
            added, removed = added + plus, removed + minus
            old, new = old - (not plus), new - (not minus)
    return added, removed


def _is_head(line: str, old: float, new: float) -> bool:
    return (old <= 0 and line.startswith("--- ")) or (new <= 0 and line.startswith("+++ "))


def _lines_of(head: str) -> tuple[float, float]:
    """Read how many lines a hunk has before and after; one without numbers goes on."""
    found = _HUNK.match(head)
    if found is None:
        return math.inf, math.inf
    before, after = found.groups("1")
    return float(before), float(after)


def ending(text: str) -> str:
    """Clean a text; of a long one the end is kept, for there stands how it ended."""
    if len(text) <= MOST:
        return clean(text, MOST)
    kept = text[len(text) - MOST + 1 :]
    return clean(f"…{kept}", MOST)


def _metadata(given: bytes) -> _Metadata:
    """Read the metadata; to read what is not there would be slow."""
    if b'"output"' in given or b'"diff"' in given:
        return unpack_loosely(_METADATA, given) or _Metadata()
    return _Metadata()
