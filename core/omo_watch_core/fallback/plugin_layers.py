"""The layers inside the plugin's files, laid over one another.

Source: steering-facts 7.2. Each layer of all files is applied before the next layer: top level,
block `[opencode]`, the profile, the profile's own block.
"""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.fallback.untyped import table

BLOCK = "[opencode]"
"""The block that counts for this host alone."""
_DEEP = ("agents", "categories")
_LEVELS = 3
"""Depth of the deep merge: names, their keys, the keys of a table below; deeper is replaced."""


def merged(files: Sequence[object], profile: str | None = None) -> dict[str, object]:
    """Lay the files over one another, the nearest last.

    `agents` and `categories` are merged deeply, everything else is replaced.
    """
    whole: dict[str, object] = {}
    for path in _paths(profile):
        for file in files:
            whole = _over(whole, _at(file, path))
    return whole


def _paths(profile: str | None) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = [(), (BLOCK,)]
    if profile:
        paths += [("profiles", profile), ("profiles", profile, BLOCK)]
    return paths


def _at(file: object, path: tuple[str, ...]) -> dict[str, object]:
    layer = table(file)
    for step in path:
        layer = table(layer.get(step))
    return layer


def _over(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    deep = {key: _joined(below.get(key), above[key], _LEVELS) for key in _DEEP if key in above}
    return {**below, **above, **deep}


def _joined(below: object, above: object, levels: int) -> object:
    old, new = table(below), table(above)
    if not levels or new is not above:
        return above
    joined = {key: _joined(old[key], new[key], levels - 1) for key in new if key in old}
    return {**old, **new, **joined}
