"""What a session changed in its files, cleaned and bounded."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from omo_watch_core.clean import clean, clean_line
from omo_watch_core.given import Diff, FileChange
from omo_watch_core.value import Value
from omo_watch_core.wire.notes import number_of
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import WireError, unpack, unpack_loosely
from omo_watch_core.wire.words import PATH, word

MOST_FILES = 200
MOST_PATCH = 40_000
MOST_TEXT = 400_000
"""Characters of all patches; files behind it are named without theirs."""


class WireFileChange(Wire):
    """Hold one changed file; what is odd beside its name costs only itself."""

    file: str
    patch: object = None
    additions: object = None
    deletions: object = None
    status: object = None


class Told(Value):
    """Hold what was told of one file, as it was written."""

    file: str
    patches: tuple[str, ...] = ()
    """The newest one first."""
    added: int = 0
    removed: int = 0
    status: str = ""


class WireDiff(Wire):
    """Hold what changed as it was written: a list of files."""

    written: bytes

    def read(self) -> Diff:
        """Read and clean it; odd files are left out."""
        files = unpack_loosely(_FILES, self.written)
        return bounded(told_of(files or ()))


class _Named(Wire):
    file: str


_CHANGE = msgspec.json.Decoder(WireFileChange)
_NAMED = msgspec.json.Decoder(_Named)
_FILES = msgspec.json.Decoder(list[msgspec.Raw])
_ALL_ODD = "it names no file that changed"


def told_of(written: Sequence[msgspec.Raw]) -> list[Told]:
    """Read changed files one by one; odd ones are left out."""
    read = [unpack_loosely(_CHANGE, one) for one in written]
    return [_told(wire) for wire in read if wire is not None]


def changes_of(written: Sequence[msgspec.Raw]) -> Diff:
    """Read changed files, as many as a person goes through; raise WireError where all are odd."""
    files = told_of(written)
    if written and not files:
        raise WireError(_ALL_ODD)
    return bounded(files)


def unread_changes(written: msgspec.Raw) -> WireDiff:
    """Take changed files as they are, to be read when somebody looks; raise WireError as above."""
    files = unpack(_FILES, written)
    named = [unpack_loosely(_NAMED, one) for one in files]
    if files and not any(named):
        raise WireError(_ALL_ODD)
    return WireDiff(written=bytes(written))


def bounded(files: Sequence[Told]) -> Diff:
    """Give the first files with as many lines as there is room for, and the number of the rest."""
    left, changes = MOST_TEXT, list[FileChange]()
    for told in files[:MOST_FILES]:
        change = _change(told, left)
        left -= len(change.patch)
        changes.append(change)
    return Diff(files=tuple(changes), more=max(0, len(files) - MOST_FILES))


def _told(wire: WireFileChange) -> Told:
    patch = _text(wire.patch)
    return Told(
        file=wire.file,
        patches=(patch,) if patch else (),
        added=number_of(wire.additions) or 0,
        removed=number_of(wire.deletions) or 0,
        status=_text(wire.status),
    )


def _change(told: Told, left: int) -> FileChange:
    kept = _patches(told, left)
    whole = len(kept) == len(told.patches) and all(len(one) <= MOST_PATCH for one in told.patches)
    return FileChange(
        file=clean_line(told.file, PATH),
        patch="\n".join([*(one.rstrip("\n") for one in kept[:-1]), *kept[-1:]]),
        added=told.added,
        removed=told.removed,
        status=word(told.status),
        cut=not whole,
    )


def _patches(told: Told, left: int) -> list[str]:
    """Clean the newest patches that there is room for, oldest first; one head is enough."""
    room, kept = min(left, MOST_PATCH), list[str]()
    for written in told.patches:
        # To clean what is let go anyway would be slow.
        if min(len(written), MOST_PATCH) + bool(kept) > room:
            break
        patch = clean(written, MOST_PATCH)
        room -= len(patch) + bool(kept)
        kept.insert(0, patch)
    return [*kept[:1], *filter(None, map(_hunks, kept[1:]))]


def _hunks(patch: str) -> str:
    begin = patch.find("@@")
    return patch[begin:] if begin >= 0 else ""


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
