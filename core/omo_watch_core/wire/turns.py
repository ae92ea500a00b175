"""What the turns of a session changed, each file once, as every turn tells its own."""

from __future__ import annotations

import msgspec

from omo_watch_core.given import Diff
from omo_watch_core.wire.diffs import Told, bounded, told_of
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack, unpack_loosely


class _Summary(Wire):
    diffs: list[msgspec.Raw]


class _Prompt(Wire):
    summary: _Summary


class _Turn(Wire):
    info: _Prompt


_PAGE = msgspec.json.Decoder(list[msgspec.Raw])
_TURN = msgspec.json.Decoder(_Turn)


def turn_changes(body: bytes) -> Diff:
    """Read them from a page of messages; what the newest turns changed stands first.

    Messages that tell nothing readable are passed over: of an answer the summary is a word about
    compaction.
    """
    files: dict[str, Told] = {}
    messages = unpack(_PAGE, body)
    for message in reversed(messages):
        turn = unpack_loosely(_TURN, message)
        for told in told_of(turn.info.summary.diffs) if turn else ():
            known = files.get(told.file)
            files[told.file] = told if known is None else _joined(told, known)
    return bounded(tuple(files.values()))


def _joined(earlier: Told, later: Told) -> Told:
    return Told(
        file=later.file,
        patches=(*later.patches, *earlier.patches),
        added=earlier.added + later.added,
        removed=earlier.removed + later.removed,
        status=_status(earlier.status, later.status),
    )


def _status(earlier: str, later: str) -> str:
    """Give how a file stands after two changes; a new one that was changed again is still new."""
    kept = not later or (earlier, later) == ("added", "modified")
    return earlier if kept else later
