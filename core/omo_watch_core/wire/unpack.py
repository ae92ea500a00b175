"""Bytes to typed wire values, with one named error for whatever does not fit."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.wire.mend import mend

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What a decoder raises for outside bytes: no JSON, another shape, no UTF-8, nested too deeply."""

T = TypeVar("T")


class WireError(Exception):
    """What a server sent is not what the protocol says; the text is one sentence."""


def unpack(decoder: msgspec.json.Decoder[T], data: bytes) -> T:
    """Decode JSON, mended where it is no Unicode; raise WireError."""
    try:
        return decoder.decode(data)
    except UNREADABLE:
        pass
    try:
        return decoder.decode(mend(data))
    except UNREADABLE as error:
        raise WireError(f"it cannot be read: {clean_line(str(error))}") from None


def unpack_loosely(decoder: msgspec.json.Decoder[T], data: bytes) -> T | None:
    """Decode what anybody may have written in any form; None where it does not fit."""
    try:
        return unpack(decoder, data)
    except WireError:
        return None
