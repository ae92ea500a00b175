"""Readers of what a server says about itself and to its screens."""

from __future__ import annotations

import msgspec

from omo_watch_core.clean import clean, clean_line
from omo_watch_core.events import CatalogChanged, InstanceDisposed, StreamOpened, ToastShown
from omo_watch_core.model import Toast
from omo_watch_core.wire.readers.reader import Reader, Setting
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack
from omo_watch_core.wire.words import MESSAGE, place, word

CONNECTED = "server.connected"


class _Toast(Wire):
    message: str
    title: str | None = None
    variant: str | None = None


class _Disposed(Wire):
    directory: str


_TOAST = msgspec.json.Decoder(_Toast)
_DISPOSED = msgspec.json.Decoder(_Disposed)


def _connected(properties: bytes, at: Setting) -> StreamOpened:
    return StreamOpened(server=at.server, at_ms=at.at_ms)


def _toast(properties: bytes, at: Setting) -> ToastShown:
    wire = unpack(_TOAST, properties)
    toast = Toast(
        server=at.server,
        directory=at.directory,
        title=clean_line(wire.title or ""),
        message=clean_line(wire.message, MESSAGE),
        variant=word(wire.variant or "info"),
        at_ms=at.at_ms,
        lines=_lines(clean(wire.message, MESSAGE)),
    )
    return ToastShown(server=at.server, at_ms=at.at_ms, toast=toast)


def _lines(text: str) -> tuple[str, ...]:
    lines = tuple(" ".join(line.split()) for line in text.split("\n"))
    return lines if len(lines) > 1 else ()


def _disposed(properties: bytes, at: Setting) -> InstanceDisposed:
    directory = place(unpack(_DISPOSED, properties).directory)
    return InstanceDisposed(server=at.server, at_ms=at.at_ms, directory=directory)


def _all_disposed(properties: bytes, at: Setting) -> InstanceDisposed:
    return InstanceDisposed(server=at.server, at_ms=at.at_ms, directory="")


def _catalogue(properties: bytes, at: Setting) -> CatalogChanged:
    return CatalogChanged(server=at.server, at_ms=at.at_ms)


READERS: dict[str, Reader] = {
    CONNECTED: _connected,
    "tui.toast.show": _toast,
    "server.instance.disposed": _disposed,
    "global.disposed": _all_disposed,
    # A plugin or reference that is added announces itself here too where it brings models.
    "catalog.updated": _catalogue,
    "models-dev.refreshed": _catalogue,
    "integration.connection.updated": _catalogue,
}
