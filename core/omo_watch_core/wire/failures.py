"""Errors of sessions and messages, without the bodies, headers and urls they come with."""

from __future__ import annotations

import msgspec

from omo_watch_core.model import Failure
from omo_watch_core.wire.numbers import whole_or_none
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack_loosely
from omo_watch_core.wire.words import line, word

NAMELESS = "UnknownError"


class WireFailure(Wire):
    """Hold an error; what `data` has depends on its name."""

    name: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"{}")


class _Details(Wire):
    message: str | None = None
    status: float | None = msgspec.field(default=None, name="statusCode")
    retryable: bool | None = msgspec.field(default=None, name="isRetryable")


_DETAILS = msgspec.json.Decoder(_Details)
_NOTHING = _Details()


def failure_of(wire: WireFailure | None) -> Failure:
    """Give what a person may read of an error; an error without a name is unknown."""
    wire = wire or WireFailure()
    details = unpack_loosely(_DETAILS, wire.data) or _NOTHING
    return Failure(
        name=word(wire.name or NAMELESS),
        message=line(details.message),
        status=whole_or_none(details.status),
        retryable=bool(details.retryable),
    )
