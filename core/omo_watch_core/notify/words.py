"""What a notice says: with titles for this machine, without any for others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from omo_watch_core.clean import clean_line
from omo_watch_core.notify.nouns import Notice, Occasion

MOST_NAMED = 3
LONGEST = 200
"""Characters of a notice; who wants more looks at the screen."""
LONGEST_TITLE = 60
_SAYS = {"asking": "asks", "stuck": "is stuck", "exhausted": "needs you", "done": "is done"}


def summary(occasions: Sequence[Occasion], *, at_start: bool = False) -> str:
    """Count sessions, without a word from outside: `2 sessions need you, 1 is done`."""
    done = {found.about for found in occasions if found.cause == "done"}
    need = {found.about for found in occasions if found.cause != "done"}
    already = "already " if at_start else ""
    said = f"{_sessions(len(need))} {already}{_verb(need, 'needs', 'need')} you" if need else ""
    if not done:
        return said
    rest = f"{len(done)}" if need else _sessions(len(done))
    ends = f"{rest} {_verb(done, 'is', 'are')} {already}done"
    return f"{said}, {ends}" if need else ends


def headline(notice: Notice, occasions: Sequence[Occasion]) -> str:
    """Say it in one line with titles: of one session what it is, of several how many."""
    if len({found.about for found in occasions}) > 1 or notice.at_start:
        count = summary(occasions, at_start=notice.at_start)
        return clean_line(f"{count}: {_named(occasions)}", LONGEST)
    found = occasions[0]
    what = "" if found.cause == "done" else f": {found.word}"
    return clean_line(f"{_title(found)} {_SAYS[found.cause]}{what}", LONGEST)


def _named(occasions: Sequence[Occasion]) -> str:
    titles = list({found.about: _title(found) for found in occasions}.values())
    more = len(titles) - MOST_NAMED
    return ", ".join(titles[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _title(found: Occasion) -> str:
    return clean_line(found.title or found.session, LONGEST_TITLE)


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


def _verb(of: Collection[object], one: str, many: str) -> str:
    return one if len(of) == 1 else many
