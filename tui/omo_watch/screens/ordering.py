"""Carry out what was ordered by words, on the page in front."""

from __future__ import annotations

from omo_watch.keys.elsewhere import no_meaning_of
from omo_watch.keys.key import Place
from omo_watch.orders.order import ROOMS, Known, Order, action_of, acts
from omo_watch.screens.about import About
from omo_watch.screens.list_page import ListPage
from omo_watch.screens.overview import Overview
from omo_watch.screens.page import Page
from omo_watch.stage import Stage
from omo_watch_core.select.view import SORTS, Sort, by

TABS_IN_ORDER: tuple[Place, ...] = ("sessions", "tasks", "models", "inbox", "log")

ON_ROWS = frozenset({"open", "mark", "copy", "copy_id", "copy_command", "browse", "close_news"})
"""Words that are about a row although they change nothing at a server."""


def known_on(page: Page) -> Known:
    """Give what words may name on a page."""
    server = page.app.desk.state.servers.get(page.subject[0]) if page.subject else None
    return Known(
        place=page.PLACE,
        server=server.name if server else "",
        models=tuple(server.models) if server else (),
        themes=tuple(page.app.themes),
    )


async def carry_out(app: Stage, about: About, order: Order) -> None:
    """Do it, for what it was typed about only; a word alone is what its key does."""
    page = app.screen
    if not isinstance(page, Page):
        return
    word, value = order.word, order.value
    changed = about.differs(page.about, app.desk.state)
    if changed and _is_on_rows(word, page.PLACE):
        page.result.refuse(changed)
    elif word == "theme" and value:
        page.result.say("theme", app.keep_theme(value))
    elif word == "move" and value:
        page.move_to(value)
    elif action := action_of(word, page.PLACE):
        if not value or word in ROOMS:
            await app.run_action(action, page)
        room = app.screen
        if value and isinstance(room, ListPage):
            # behind its mounting, where it was not there before
            room.call_later(_look, room, word, value)
    else:
        await _lead_to(app, page, word)


def _look(room: ListPage, word: str, value: str) -> None:
    """Sort by what was named, as its letter does, or filter."""
    named: dict[str, Sort] = {each: each for each in SORTS}
    sort = named.get(value) if word == "sort" else None
    if sort and isinstance(room, Overview):
        view = by(room.table.view, sort)
        room.look(sort=view.sort, then=view.then, reverse=view.reverse)
    else:
        room.look(filter=value)


def _is_on_rows(word: str, place: Place) -> bool:
    """Tell whether a word acts on what is under the cursor or marked."""
    here = [key for key, each, _ in acts() if each == word and place in key.places]
    return word in ON_ROWS or any(key.purpose == "Act" for key in here)


async def _lead_to(app: Stage, page: Page, word: str) -> None:
    """Go where a word has its meaning; on which row it acts there is for the person to say."""
    tab = next((room for room in TABS_IN_ORDER if action_of(word, room)), None)
    way = action_of(tab, page.PLACE) if tab else None
    if way is None:
        page.result.say("not here", no_meaning_of(word), quiet=True)
        return
    await app.run_action(way, page)
    room = app.screen
    if isinstance(room, Page):
        said = app.keyboard.say(f"{{{word}}} does it, for the row under the cursor")
        room.call_later(lambda: room.result.say("here", said))
