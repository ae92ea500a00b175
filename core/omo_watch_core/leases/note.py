"""The note that a lease leaves in the metadata of its session, for other programs to see."""

from __future__ import annotations

import msgspec

from omo_watch_core.effects import WriteMetadata
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import LeaseNote
from omo_watch_core.state import Server, Session

GONE = b'{"lease":null}'
_END = "_end"


def note(server: Server, lease: Lease) -> WriteMetadata:
    """Write the note; its times are the server's."""
    said: dict[str, object] = {
        "model": lease.target.name,
        "variant": lease.target.variant,
        "until": lease.until,
        "until_ms": _there(server, lease.until_ms),
        "turns": lease.turns,
        "by": lease.owner or None,
        "since_ms": _there(server, lease.since_ms),
        "strict": lease.strict or None,
    }
    known = {name: value for name, value in said.items() if value is not None}
    changes = msgspec.json.encode({"lease": known})
    return WriteMetadata(server=server.name, action=lease.id, session=lease.name, changes=changes)


def no_note(server: Server, lease: Lease) -> WriteMetadata:
    """Take the note away."""
    action = end_note(lease.id)
    return WriteMetadata(server=server.name, action=action, session=lease.name, changes=GONE)


def end_note(lease: str) -> str:
    """Name the taking away of a lease's note: the answer to its writing may still be on its way."""
    return f"{lease}{_END}"


def lease_of_note(action: str) -> str:
    """Give the id of the lease whose note is written or taken away."""
    return action.removesuffix(_END)


def from_note(server: Server, session: Session, said: LeaseNote) -> Lease:
    """Give the lease that a note tells of; nobody but its owner keeps it."""
    since = _here(server, said.since_ms) or 0
    return Lease(
        id="", place=place_of(server.url), scope="session", name=session.id, target=said.model,
        owner=said.by or "", since_ms=since, changed_ms=since, until=said.until,
        until_ms=_here(server, said.until_ms), turns=said.turns, strict=said.strict,
    )  # fmt: skip


def _there(server: Server, at_ms: int | None) -> int | None:
    return None if at_ms is None else round(at_ms - server.offset_ms)


def _here(server: Server, at_ms: int | None) -> int | None:
    return None if at_ms is None else round(at_ms + server.offset_ms)
