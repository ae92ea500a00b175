"""What the full screens share: header, footer, results, and acting on the session in front."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.widget import Widget

from omo_watch.keys import Place
from omo_watch.lines.able import idle_for
from omo_watch.lines.asked import Asked, asked
from omo_watch.lines.consequence import stop_sentences
from omo_watch.lines.naming import name_of
from omo_watch.screens.answer import AnswerScreen
from omo_watch.screens.asking import AskingScreen
from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.new_task import NewTaskScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.stage import Shown, Stage
from omo_watch.widgets.footer import Footer
from omo_watch.widgets.header import Header
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.sheet import Sheet
from omo_watch.widgets.small import Small, is_small
from omo_watch_core.changes import Changes
from omo_watch_core.commands import GiveUp, Override, Park, RetryNow, Strength, Undo
from omo_watch_core.decide import READ_ONLY
from omo_watch_core.fallback.models import parse
from omo_watch_core.select.asking import ask_under
from omo_watch_core.select.offers import offers_of
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey, State

OFFER = "f"
ASK = "p"
NO_OFFER = "no step is offered here; m moves it to a model of your choice"
NOTHING_ASKED = "it asks nothing, and nothing below it does"
NO_PARENT = "a task needs a session that launches it"
_EVERYTHING = Changes(order=True, servers=True, notices=True, actions=True)


class Page(Shown):
    """Be a screen that fills the terminal."""

    PLACE: ClassVar[Place]
    app = getters.app(Stage)
    header = getters.query_one(Header)
    result = getters.query_one(ResultLine)
    footer = getters.query_one(Footer)

    def __init__(self) -> None:
        super().__init__()
        self._newest: State | None = None

    @property
    def subject(self) -> SessionKey | None:
        """Name the session that actions are about."""
        return None

    def body(self) -> Iterable[Widget]:
        """Give what stands between header and footer."""
        raise NotImplementedError

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing now."""
        state, key = self.app.desk.state, self.subject
        seen = row(state, RowKey(server=key[0], session=key[1])) if key else None
        works = ((OFFER, key in offers_of(state)), (ASK, self._asked()))
        return idle_for(state, seen) | {name for name, able in works if not able}

    def compose(self) -> ComposeResult:
        """Put the parts under each other."""
        yield Header()
        yield from self.body()
        yield Footer(self.PLACE)
        yield Small()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        self._newest = state
        self.header.show(state, changes)
        self.result.subject = self.subject
        self.result.show(state)
        self.footer.without = self.idle_keys()
        self.footer.renew()

    def leave(self) -> None:
        """Take note that another page takes this one's place."""

    def repaint(self) -> None:
        """Draw everything anew."""
        for sheet in self.query(Sheet):
            sheet.on_resize()

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was in front."""
        state = self.app.desk.state
        missed = self._newest is not None and state is not self._newest
        self.show(state, _EVERYTHING if missed else Changes())

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small."""
        self.set_class(is_small(*event.size), "-small")

    def action_model(self) -> None:
        """Open the picker of models."""
        if self._may_act() and self.subject:
            self.app.push_screen(PickerScreen(self.subject))

    def action_answer(self) -> None:
        """Open what the session in front asks, or the oldest request below it."""
        if not self._may_act() or self.subject is None:
            return
        what = self._asked()
        if what is None:
            self.result.refuse(NOTHING_ASKED)
        else:
            self.app.push_screen(AnswerScreen(what, self.result.refuse))

    def _asked(self) -> Asked | None:
        state = self.app.desk.state
        server = state.servers.get(self.subject[0]) if self.subject else None
        ask = ask_under(server, self.subject[1]) if server and self.subject else None
        return asked(state, server.name, ask.id) if server and ask else None

    def action_offer(self) -> None:
        """Take the step that is offered; what it costs others is read first, in the picker."""
        key = self.subject
        if not self._may_act() or key is None:
            return
        offer = offers_of(self.app.desk.state).get(key)
        target = parse(offer.model) if offer else None
        if offer is None or target is None:
            self.result.refuse(NO_OFFER)
        elif offer.consequence:
            self.app.push_screen(PickerScreen(key))
        else:
            desk = self.app.desk
            desk.submit(
                Override(
                    nonce=desk.nonce(), server=key[0], session=key[1], target=target,
                    lease=offer.lease,
                )
            )  # fmt: skip

    def action_cancel(self) -> None:
        """Open the choice of how to stop."""
        self._ask_to_stop(None)

    def action_cancel_tree(self) -> None:
        """Open the same choice with the whole tree chosen."""
        self._ask_to_stop("tree")

    def _ask_to_stop(self, strength: Strength | None) -> None:
        """Ask about the session in front."""
        if self._may_act() and self.subject:
            self.app.push_screen(CancelScreen(self.subject, strength))

    @property
    def parent_key(self) -> SessionKey | None:
        """Name the session that a new task would be launched under."""
        return self.subject

    def action_new_task(self) -> None:
        """Open the modal that launches a task."""
        key = self.parent_key
        if not self._may_act():
            return
        if key is None or self.app.desk.state.session(key) is None:
            self.result.refuse(NO_PARENT)
        else:
            self.app.push_screen(NewTaskScreen(key))

    def action_retry(self) -> None:
        """Let the session go on now with its model."""
        self._order(RetryNow, "Retry", "retry now")

    def action_park(self) -> None:
        """Put the session aside until its limit ends."""
        self._order(Park, "Park", "park")

    def action_give_up(self) -> None:
        """Give the session's wait up."""
        self._order(GiveUp, "Give up on", "give up")

    def action_undo(self) -> None:
        """Take back where the session was moved to, or that it is parked."""
        self._order(Undo, "Undo", "undo")

    def _order(self, kind: type[RetryNow | Park | GiveUp | Undo], title: str, does: str) -> None:
        """Ask for something; where others will feel it, a person reads that first."""
        key = self.subject
        session = self.app.desk.state.session(key) if key else None
        if not self._may_act() or key is None or session is None:
            return
        command = kind(nonce=self.app.desk.nonce(), server=key[0], session=key[1])
        server = self.app.desk.state.servers[key[0]]
        felt = stop_sentences(server, session, follows=kind is not GiveUp)
        felt = felt if kind is not Undo else []
        if felt:
            asked = AskingScreen(f"{title} {name_of(session)}", command, felt, does)
            self.app.push_screen(asked)
        else:
            self.app.desk.submit(command)

    def _may_act(self) -> bool:
        if self.app.read_only:
            self.result.refuse(READ_ONLY)
        return not self.app.read_only
