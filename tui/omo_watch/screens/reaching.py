"""Leave the program for a session: attach to it, copy its id, open it in a browser."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from textual import getters
from textual.app import SuspendNotSupported

from omo_watch.away import Ended, lend, open_page
from omo_watch.lines.naming import name_of
from omo_watch.lines.text import fit
from omo_watch.reaching import attach_command, attach_words, can_browse, web_address
from omo_watch.stage import Shown, Stage
from omo_watch.widgets.result_line import ResultLine
from omo_watch_core.decide import locked
from omo_watch_core.state import SessionKey

NOTHING_HERE = "no session stands here, so there is nothing to {}"
NOT_INSTALLED = (
    "opencode is not found on this machine: nothing was attached, {copy_command} copies the command"
)
NOT_READ_ONLY = "nothing was attached: {copy_command} copies the command"
NOT_LENT = "this terminal cannot be lent to opencode: {copy_command} copies the command"
SHORT = 32
"""Cells of a title in a result."""


class Place(NamedTuple):
    """Hold where a session is."""

    url: str
    session: str
    directory: str
    title: str
    server: str


class Reaching(Shown):
    """Reach the session in front by other programs."""

    app = getters.app(Stage)
    result = getters.query_one(ResultLine)

    @property
    def subject(self) -> SessionKey | None:
        """Name the session that actions are about."""
        return None

    def action_attach(self) -> None:
        """Lend the terminal to `opencode attach` until it ends."""
        place = self._session_here("attach to")
        if place is None:
            return
        why = locked(self.app.desk.state, place.server)
        if why:
            self.result.refuse(f"{why.partition(',')[0]}, {NOT_READ_ONLY}")
        else:
            self.run_worker(self._lend_terminal(place), group="attach", exclusive=True)

    def action_copy_id(self) -> None:
        """Copy the id of the session in front."""
        place = self._session_here("copy")
        if place is not None:
            self.app.copy_to_clipboard(place.session)
            self.result.say("copied", f"{place.session}, the id of {place.title}")

    def action_copy_command(self) -> None:
        """Copy the command that attaches to the session in front."""
        place = self._session_here("copy")
        if place is not None:
            command = attach_command(place.url, place.session, place.directory)
            self.app.copy_to_clipboard(command)
            self.result.say("copied", f"without a password: {command}")

    def action_browse(self) -> None:
        """Open the session's page in a browser; where none can be shown, copy its address."""
        place = self._session_here("open")
        if place is None:
            return
        page = web_address(place.url, place.session, place.directory)
        if can_browse(os.environ, sys.platform):
            self.run_worker(self._browse(page), group="browse", exclusive=True)
        else:
            self._hand_over(page)

    async def _browse(self, page: str) -> None:
        if await open_page(page):
            self.result.say("opened", f"{page} in a browser, which asks for a password by itself")
        else:
            self._hand_over(page)

    def _hand_over(self, page: str) -> None:
        self.app.copy_to_clipboard(page)
        self.result.say("copied", f"no browser can be shown here; its address is {page}")

    async def _lend_terminal(self, place: Place) -> None:
        words = attach_words(place.url, place.session, place.directory)
        environment = self.app.desk.environment(place.server)
        try:
            # What is drawn while another program has the terminal would be drawn over it.
            with self.app.batch_update(), self.app.suspend():
                self.app.lent = True
                ended = await lend(words, environment)
        except SuspendNotSupported:
            self.result.refuse(NOT_LENT)
            return
        finally:
            self.app.lent = False
        self._tell(place, ended)

    def _tell(self, place: Place, ended: Ended) -> None:
        """Say how it ended."""
        if ended.status == 0:
            self.result.say("back", f"opencode was attached to {place.title} and has ended")
        elif ended.status is None and not ended.said:
            self.result.refuse(NOT_INSTALLED)
        else:
            how = "did not start" if ended.status is None else f"ended with {ended.status}"
            why = f": {ended.said}" if ended.said else ""
            self.result.refuse(f"opencode attach {how}{why}. {{copy_command}} copies the command")

    def _session_here(self, does: str) -> Place | None:
        """Give where the session in front is; where there is none, say so."""
        key, state = self.subject, self.app.desk.state
        session = state.session(key) if key else None
        if key is None or session is None:
            self.result.refuse(NOTHING_HERE.format(does))
            return None
        title = fit(name_of(session), SHORT, self.app.pen.glyphs.ellipsis)
        url = state.servers[key[0]].url
        return Place(url, session.id, session.info.directory, title, key[0])
