"""The names of places, as sentences say them."""

from __future__ import annotations

from omo_watch.keys.key import Place
from omo_watch.keys.tabs import TABS

_OTHER: dict[Place, str] = {
    "session": "a session's own page",
    "connect": "the page without a server",
}


def name_of_place(place: Place) -> str:
    """Name a place: a tab by digit and title."""
    for digit, title in TABS.items():
        if title.lower() == place:
            return f"{digit} {title}"
    return _OTHER.get(place, place)
