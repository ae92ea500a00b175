"""The rule: what stands, what was told and the time make the next notice, or none."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.notify.nouns import (
    CAUSES,
    Known,
    Memory,
    Notice,
    Occasion,
    OccasionKey,
    Rules,
    Standing,
)
from omo_watch_core.state import SessionKey

START_MS = 5_000
"""So long after a server was first heard its own past is still being read."""
SETTLE_MS = 10_000
"""What was told and comes back within this is the same: it is not told again."""


def turn(
    memory: Memory, standing: Standing, rules: Rules, now_ms: int, minute: int
) -> tuple[Memory, Notice | None]:
    """Remember what stands, and give what is to be told now; `minute` is that of the local day."""
    wanted = [found for found in standing.occasions if found.cause in rules.causes]
    memory = _heard(memory, standing, now_ms)
    known = _kept(memory, standing, {found.key for found in wanted}, now_ms)
    for found in wanted:
        if found.key not in known:
            known[found.key] = _begun(memory, found, now_ms)
    memory = replace(memory, known=known)
    if _is_held_back(memory, rules, now_ms, minute):
        return memory, None
    if rules.at_start and not memory.counted and _all_read(memory, standing, now_ms):
        old = [found for found in wanted if known[found.key].told]
        memory = replace(memory, counted=True)
        return _told(memory, old, now_ms, at_start=True) if old else (memory, None)
    due = [found for found in wanted if _is_due(known[found.key], rules, now_ms)]
    return _told(memory, due, now_ms) if due else (memory, None)


def unseen(notice: Notice, looked_at: SessionKey | None) -> tuple[Occasion, ...]:
    """Give what of a notice a person at the terminal does not see before them."""
    return tuple(found for found in notice.occasions if found.about != looked_at)


def _heard(memory: Memory, standing: Standing, now_ms: int) -> Memory:
    new = standing.live - memory.live_ms.keys()
    if not new:
        return memory
    return replace(memory, live_ms={**memory.live_ms, **dict.fromkeys(new, now_ms)})


def _kept(
    memory: Memory, standing: Standing, stands: set[OccasionKey], now_ms: int
) -> dict[OccasionKey, Known]:
    """Give what is still remembered: what stands, may stand, or was told a moment ago."""
    kept: dict[OccasionKey, Known] = {}
    for key, known in memory.known.items():
        if key in stands or key[:2] in standing.unclear:
            kept[key] = replace(known, last_ms=now_ms)
        elif known.told and now_ms - known.last_ms < SETTLE_MS:
            kept[key] = known
    return kept


def _begun(memory: Memory, found: Occasion, now_ms: int) -> Known:
    """Remember an occasion; one that stood before its server was first heard is no news."""
    heard = memory.live_ms.get(found.server, now_ms)
    before = found.cause != "stuck" and 0 < found.since_ms < heard
    old = before or now_ms - heard < START_MS
    return Known(first_ms=now_ms, last_ms=now_ms, told=old)


def _is_held_back(memory: Memory, rules: Rules, now_ms: int, minute: int) -> bool:
    if rules.quiet is not None and rules.quiet.holds(minute):
        return True
    return memory.told_ms is not None and now_ms - memory.told_ms < rules.pause_ms


def _all_read(memory: Memory, standing: Standing, now_ms: int) -> bool:
    return bool(memory.live_ms) and all(
        now_ms - memory.live_ms[server] >= START_MS for server in standing.live
    )


def _is_due(known: Known, rules: Rules, now_ms: int) -> bool:
    return not known.told and now_ms - known.first_ms >= rules.after_ms


def _told(
    memory: Memory, due: list[Occasion], now_ms: int, *, at_start: bool = False
) -> tuple[Memory, Notice]:
    marked = {found.key: replace(memory.known[found.key], told=True) for found in due}
    due.sort(key=lambda found: (CAUSES.index(found.cause), found.since_ms))
    after = replace(memory, known={**memory.known, **marked}, told_ms=now_ms)
    return after, Notice(at_ms=now_ms, occasions=tuple(due), at_start=at_start)
