"""An open transcript while a batch is folded into it: the newest messages, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from omo_watch_core.given import FileChange, Output
from omo_watch_core.model import Message, Part
from omo_watch_core.order import is_later, oldest_first
from omo_watch_core.state import Entry, Transcript

MOST_MESSAGES = 60
MOST_TEXT = 400_000
"""Characters of text that one transcript holds, over all its parts."""
MOST_GIVEN = 400_000
"""Characters of what tools gave back, beside it; the oldest is let go, the calls stay."""
ITSELF = ""
"""The key of the message itself among the stamps of its parts."""

V = TypeVar("V")


class Pages:
    """Change a transcript; what is shared with the state is copied once, at its first change."""

    __slots__ = (
        "_owned", "complete", "diff", "diff_fault", "diff_more", "diff_ms", "diff_open",
        "entries", "given", "size", "truncated",
    )  # fmt: skip

    def __init__(self, transcript: Transcript) -> None:
        self.entries = dict(transcript.entries)
        self.complete = transcript.complete
        self.truncated = transcript.truncated
        self.size = transcript.size
        self.given = transcript.given
        self.diff = transcript.diff
        self.diff_more = transcript.diff_more
        self.diff_ms = transcript.diff_ms
        self.diff_open = transcript.diff_open
        self.diff_fault = transcript.diff_fault
        self._owned: set[str] = set()

    def transcript(self) -> Transcript:
        """Give the transcript as it is now; the pages must not be changed any more."""
        return Transcript(
            entries=self.entries,
            complete=self.complete,
            truncated=self.truncated,
            size=self.size,
            given=self.given,
            diff=self.diff,
            diff_more=self.diff_more,
            diff_ms=self.diff_ms,
            diff_open=self.diff_open,
            diff_fault=self.diff_fault,
        )

    def message(self, message: Message, at: int) -> None:
        """Write a message down, new or changed."""
        entry = self._entry(message)
        if entry is None:
            return
        entry.heard[ITSELF] = at
        self.entries[message.id] = replace(entry, message=message)
        self._trim()

    def part(self, part: Part, at: int) -> None:
        """Write a whole part down, new or changed."""
        # Its message may have been missed; what streams in unasked is an answer.
        entry = self._entry(Message(id=part.message, session=part.session, role="assistant"))
        if entry is None:
            return
        part, known = part.opened(), entry.parts.get(part.id)
        self.size += part.text.size - (known.text.size if known else 0)
        self.given += _given(part) - (_given(known) if known else 0)
        entry.heard[part.id] = at
        in_order = known is not None or _comes_last(entry.parts, part.id)
        entry.parts[part.id] = part
        if not in_order:
            self.entries[part.message] = replace(entry, parts=_sorted(entry.parts))
        self._trim()

    def grow(self, message: str, name: str, delta: str, at: int) -> bool:
        """Append to a part; False when it is not held, or is too long to grow."""
        entry = self._own(message)
        part = entry.parts.get(name) if entry else None
        if entry is None or part is None or part.text.size + len(delta) > MOST_TEXT:
            return False
        entry.parts[name] = replace(part, text=part.text.grown(delta))
        entry.heard[name] = at
        self.size += len(delta)
        if self.size > MOST_TEXT:
            self._trim()
        return True

    def changed(self, files: tuple[FileChange, ...], more: int, at: int) -> None:
        """Take over what the session changed in its files."""
        self.diff, self.diff_more, self.diff_ms, self.diff_fault = files, more, at, ""

    def drop_part(self, message: str, name: str) -> Part | None:
        """Take a part out and give it."""
        entry = self._own(message)
        if entry is None:
            return None
        part = entry.parts.pop(name, None)
        entry.heard.pop(name, None)
        if part is not None:
            self.size -= part.text.size
            self.given -= _given(part)
        return part

    def drop_message(self, message: str) -> None:
        """Take a message with all its parts out."""
        entry = self.entries.pop(message, None)
        if entry is not None:
            self.size -= _size(entry)
            self.given -= _all_given(entry)

    def newest(self, role: str) -> Message | None:
        """Give the newest message of a role that is held."""
        held = (entry for entry in reversed(self.entries.values()) if ITSELF in entry.heard)
        return next((entry.message for entry in held if entry.message.role == role), None)

    def merge(
        self,
        listed: Sequence[tuple[Message, Sequence[Part]]],
        complete: bool,
        asked: int,
    ) -> None:
        """Fold a listing of the newest messages in; what was heard since it was asked wins."""
        names = {message.id for message, _ in listed}
        first = min(names, default="") if not complete else ""
        for name, entry in tuple(self.entries.items()):
            covered = (complete or (listed and name >= first)) and name not in names
            if covered and max(entry.heard.values(), default=0) < asked:
                self.drop_message(name)
        self.truncated = False
        for message, parts in listed:
            self._merge_entry(message, parts, asked)
        self.complete = True
        self.truncated = not complete
        self._trim()

    def _merge_entry(self, message: Message, parts: Sequence[Part], asked: int) -> None:
        entry = self._entry(message)
        if entry is None:
            return
        heard = entry.heard
        held = {n: p for n, p in entry.parts.items() if heard.get(n, 0) >= asked}
        fresh = (part.opened() for part in parts if part.id not in held)
        listed = {part.id: _grown(part, entry.parts.get(part.id)) for part in fresh}
        merged = _sorted({**listed, **held})
        stamps = {name: heard[name] if name in held else asked for name in merged}
        newer = heard.get(ITSELF, 0) >= asked
        stamps[ITSELF] = heard[ITSELF] if newer else asked
        after = Entry(message=entry.message if newer else message, parts=merged, heard=stamps)
        self.size += _size(after) - _size(entry)
        self.given += _all_given(after) - _all_given(entry)
        self.entries[message.id] = after

    def _entry(self, message: Message) -> Entry | None:
        """Give the entry of a message, a fresh one if need be; None for what was let go."""
        name = message.id
        entry = self._own(name)
        if entry is not None:
            return entry
        last = _comes_last(self.entries, name)
        if not last and self.truncated and name < next(iter(self.entries)):
            return None
        entry = Entry(message=message, heard={})
        self._owned.add(name)
        self.entries[name] = entry
        if not last:
            self.entries = _sorted(self.entries)
        return entry

    def _own(self, name: str) -> Entry | None:
        entry = self.entries.get(name)
        if entry is not None and name not in self._owned:
            entry = Entry(message=entry.message, parts=dict(entry.parts), heard=dict(entry.heard))
            self.entries[name] = entry
            self._owned.add(name)
        return entry

    def _trim(self) -> None:
        entries = self.entries
        while len(entries) > 1 and (len(entries) > MOST_MESSAGES or self.size > MOST_TEXT):
            self.drop_message(next(iter(entries)))
            self.truncated = True
        if self.given > MOST_GIVEN:
            self._let_go()

    def _let_go(self) -> None:
        """Keep the newest of what tools gave back, and of the older ones the calls."""
        for name in tuple(self.entries):
            for part in tuple(self.entries[name].parts.values()):
                if self.given <= MOST_GIVEN:
                    return
                entry = self._own(name) if _given(part) else None
                if entry is not None and part.tool is not None:
                    self.given -= _given(part)
                    tool = replace(part.tool, output=_let_go(part.tool.output))
                    entry.parts[part.id] = replace(part, tool=tool)


def _grown(listed: Part, known: Part | None) -> Part:
    """Give a listed part with the text that was heard: the server stores none before its end."""
    if known is None or listed.ended_ms is not None or known.text.size <= listed.text.size:
        return listed
    if not str(known.text).startswith(str(listed.text)):
        return listed
    return replace(listed, text=known.text)


def _let_go(output: Output) -> Output:
    return Output(added=output.added, removed=output.removed, let_go=True)


def _given(part: Part) -> int:
    return part.tool.output.size if part.tool else 0


def _all_given(entry: Entry) -> int:
    return sum(map(_given, entry.parts.values()))


def _size(entry: Entry) -> int:
    return sum(part.text.size for part in entry.parts.values())


def _comes_last(held: dict[str, V], name: str) -> bool:
    return not held or is_later(name, next(reversed(held)))


def _sorted(held: dict[str, V]) -> dict[str, V]:
    return {name: held[name] for name in oldest_first(held)}
