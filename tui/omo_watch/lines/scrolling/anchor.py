"""Where a line went when the lines around it changed: what a person reads stays where it is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.scrolling.roll import Chunk, Roll

ALIKE = 4
"""So many lines in a row tell a place."""


def moved(before: Roll, after: Roll, top: int) -> int:
    """Give the line of `after` that shows what line `top` of `before` showed.

    Where that was let go, what stood nearest below it keeps its place on the screen.
    """
    places = {chunk.name: place for place, chunk in enumerate(after.chunks)}
    if not before.height or not after.height:
        return 0
    first, offset = before.place(min(top, before.height - 1))
    for place in range(first, len(before.chunks)):
        chunk = before.chunks[place]
        new = places.get(chunk.name)
        if new is not None:
            inside = _inside(chunk, after.chunks[new], offset if place == first else 0)
            shift = 0 if place == first else before.starts[place] - top
            return max(after.starts[new] + inside - shift, 0)
    return max(after.height - 1, 0)


def _inside(old: Chunk, new: Chunk, offset: int) -> int:
    """Give the line of a chunk that shows what a line of its older self showed."""
    if old is new:
        return offset
    place = old.block_at(offset)
    if place < 0:
        return _alike(old.strips, new.strips, offset)
    name = old.blocks[place].name
    there = next((n for n, block in enumerate(new.blocks) if block.name == name), None)
    if there is None:
        return _alike(old.strips, new.strips, offset)
    inner = offset - old.blocks[place].start
    return new.blocks[there].start + _alike(old.block(place), new.block(there), inner)


def _alike(old: Sequence[Strip], new: Sequence[Strip], offset: int) -> int:
    """Find a line again: the nearest equal lines, else as many letters from the beginning."""
    if not new or not old:
        return 0
    for count in (ALIKE, 1):
        probe = list(old[offset : offset + count])
        if count == 1 and not _letters(probe):
            break
        if list(new[offset : offset + len(probe)]) == probe:
            return offset
        near = sorted(range(len(new)), key=lambda place: abs(place - offset))
        found = next((p for p in near if list(new[p : p + len(probe)]) == probe), None)
        if found is not None:
            return found
    wanted = _letters(old[:offset])
    for place, strip in enumerate(new):
        wanted -= _letters([strip])
        if wanted < 0:
            return place
    return len(new) - 1


def _letters(strips: Sequence[Strip]) -> int:
    return sum(sign.isalnum() for strip in strips for sign in strip.text)
