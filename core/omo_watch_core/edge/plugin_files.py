"""The plugin's own settings files of one directory: read where they lie, never looked for.

On this machine they are read from the disk, the user's and the project's. Of a server elsewhere
only the project's are asked for, of directories whose instance lives: any other request would
boot one (design 9 and 11).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.reasons import status_reason
from omo_watch_core.edge.requests import NotAnsweredError, Requests
from omo_watch_core.fallback.plugin_settings import (
    LayerText,
    Place,
    PluginSettings,
    candidates,
    read_layers,
)
from omo_watch_core.wire.unpack import WireError, unpack

WITHIN_S = 10.0
MOST_BYTES = 1024 * 1024
FAILED = 500


class _Folders(msgspec.Struct):
    home: str = ""
    config: str = ""


class _File(msgspec.Struct):
    type: str = ""
    content: str = ""


_FOLDERS = msgspec.json.Decoder(_Folders)
_FILE = msgspec.json.Decoder(_File)


class PluginFiles:
    """Read the settings of the plugin for the directories of one server."""

    def __init__(self, address: Address, requests: Requests) -> None:
        """Prepare; nothing is read yet."""
        self._address = address
        self._requests = requests

    async def read(self, directory: str) -> PluginSettings:
        """Read what counts in a directory; raises NotAnsweredError or WireError."""
        if self._address.is_loopback:
            answer = await self._requests.get("/path", {"directory": directory}, WITHIN_S)
            folders = unpack(_FOLDERS, answer.known())
            return await asyncio.to_thread(_from_disk, folders, directory)
        texts = [await self._asked(directory, place) for place in _in_project(directory)]
        return await asyncio.to_thread(read_layers, texts)

    async def _asked(self, directory: str, place: Place) -> LayerText:
        """Ask the server for the first name that it has; a missing file is an empty text.

        Raises NotAnsweredError where the server could not say: what was read before stays.
        """
        for path in place.paths:
            within = str(path.relative_to(directory))
            params = {"directory": directory, "path": within}
            answer = await self._requests.get("/file/content", params, WITHIN_S)
            if answer.status >= FAILED:
                raise NotAnsweredError(status_reason(answer.status, is_page=False))
            try:
                file = unpack(_FILE, answer.known())
            except (NotAnsweredError, WireError):
                continue
            if file.type == "text" and file.content:
                return LayerText(path=within, text=file.content, older=place.older)
        return LayerText(path=str(place.paths[0]), text="", older=place.older)


def _from_disk(folders: _Folders, directory: str) -> PluginSettings:
    home, config = PurePosixPath(folders.home or "/"), PurePosixPath(folders.config or "/")
    places = candidates(home, config, PurePosixPath(directory))
    return read_layers([_text(place) for place in places])


def _text(place: Place) -> LayerText:
    """Read the first file of a place; folders that are links do not count."""
    for path in map(Path, place.paths):
        try:
            counts = path.is_file() and not path.parent.is_symlink()
            if counts and path.stat().st_size <= MOST_BYTES:
                text = path.read_text(encoding="utf-8")
                return LayerText(path=str(path), text=text, older=place.older)
        except (OSError, UnicodeDecodeError):
            continue
    return LayerText(path=str(place.paths[0]), text="", older=place.older)


def _in_project(directory: str) -> Iterable[Place]:
    """Give the places inside a directory: only those may be asked for."""
    inside = PurePosixPath(directory)
    places = candidates(PurePosixPath("/"), PurePosixPath("/"), inside)
    return [place for place in places if place.paths[0].parent.parent == inside]
