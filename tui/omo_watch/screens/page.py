"""What the full screens share: header, footer, results, and acting on the session in front."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.widget import Widget

from omo_watch.keys.key import Place
from omo_watch.keys.table import modifying
from omo_watch.lines.answering.asked import Asked, asked
from omo_watch.lines.marked.orders import Order
from omo_watch.lines.moving.consequence import stop_sentences
from omo_watch.lines.naming import name_of
from omo_watch.lines.sessions.able import idle_for
from omo_watch.screens.about import About
from omo_watch.screens.answer import AnswerScreen
from omo_watch.screens.asking import AskingScreen
from omo_watch.screens.bulk_order import BulkOrderScreen
from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.new_task import NewTaskScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.reaching import NOTHING_HERE, Reaching
from omo_watch.screens.shrinking import Shrinking
from omo_watch.widgets.footer import Footer
from omo_watch.widgets.header import Header
from omo_watch.widgets.sheet import Sheet
from omo_watch.widgets.small import Small
from omo_watch_core.changes import Changes
from omo_watch_core.commands import GiveUp, LeaseWish, Override, Park, RetryNow, Strength, Undo
from omo_watch_core.decide import locked
from omo_watch_core.fallback.models import parse
from omo_watch_core.model import ModelRef
from omo_watch_core.select.asking import ask_under
from omo_watch_core.select.offers import offers_of
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey, State

OFFER = "f"
ASK = "p"
NO_OFFER = "no step is offered here; {move} moves it to a model of your choice"
NOTHING_ASKED = "it asks nothing, and nothing below it does"
NO_PARENT = "a task needs a session that launches it"
_EVERYTHING = Changes(order=True, servers=True, notices=True, actions=True)


class Page(Shrinking, Reaching):
    """Be a screen that fills the terminal."""

    PLACE: ClassVar[Place]
    header = getters.query_one(Header)
    footer = getters.query_one(Footer)

    def __init__(self) -> None:
        super().__init__()
        self._newest: State | None = None

    def body(self) -> Iterable[Widget]:
        """Give what stands between header and footer."""
        raise NotImplementedError

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing now."""
        state, key = self.app.desk.state, self.subject
        seen = row(state, RowKey(server=key[0], session=key[1])) if key else None
        works = ((OFFER, key in offers_of(state)), (ASK, self._asked()))
        idle = idle_for(state, seen) | {name for name, able in works if not able}
        keys = self.marked_keys or ((key,) if key else ())
        shut = keys and all(locked(state, server) for server, _ in keys)
        return idle | modifying(self.PLACE) if shut else idle

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

    def action_model(self) -> None:
        """Open the picker of models, for all that is marked or the session in front."""
        keys = self.marked_keys
        if keys and self._may_act(keys):
            state = self.app.desk.state
            free_first = sorted(keys, key=lambda key: bool(locked(state, key[0])))
            self.app.push_screen(PickerScreen(*free_first, take=self._move_marked))
        elif not keys and (key := self._acted_on("move")):
            self.app.push_screen(PickerScreen(key))

    @property
    def marked_keys(self) -> tuple[SessionKey, ...]:
        """Name the sessions that are marked; keys are about all of them."""
        return ()

    @property
    def about(self) -> About:
        """Name what keys are about."""
        return About(self.subject, self.marked_keys)

    def unmark(self) -> None:
        """Take all marks away."""

    def _move_marked(self, target: ModelRef, lease: LeaseWish | None) -> None:
        self._order_marked(Order("move", target, lease))

    def _order_marked(self, order: Order) -> None:
        if self._may_act(self.marked_keys):
            self.app.push_screen(BulkOrderScreen(self.marked_keys, order, self.unmark))

    def move_to(self, name: str) -> None:
        """Move the session in front to a model; where others will feel it, that is read first."""
        key, target = self.subject, parse(name)
        session = self.app.desk.state.session(key) if key else None
        if not self._may_act(self.marked_keys) or target is None:
            return
        if self.marked_keys:
            self._move_marked(target, None)
            return
        if key is None or session is None:
            return
        command = Override(
            nonce=self.app.desk.nonce(), server=key[0], session=key[1], target=target
        )
        felt = stop_sentences(self.app.desk.state.servers[key[0]], session)
        if felt:
            title = f"Move {name_of(session)} to {target.name}"
            self.app.push_screen(AskingScreen(title, command, felt, "move"))
        else:
            self.app.desk.submit(command)

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
        if key := self._acted_on("stop"):
            self.app.push_screen(CancelScreen(key, strength))

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
        if self.marked_keys:
            self._order_marked(Order("retry"))
        else:
            self._order(RetryNow, "Retry", "retry now")

    def action_park(self) -> None:
        """Put the session aside until its limit ends."""
        if self.marked_keys:
            self._order_marked(Order("park"))
        else:
            self._order(Park, "Park", "park")

    def action_give_up(self) -> None:
        """Give the session's wait up."""
        self._order(GiveUp, "Give up on", "give up")

    def action_undo(self) -> None:
        """Take back where the session was moved to, or that it is parked."""
        self._order(Undo, "Undo", "undo")

    def _order(self, kind: type[RetryNow | Park | GiveUp | Undo], title: str, does: str) -> None:
        """Ask for something; where others will feel it, a person reads that first."""
        key = self._acted_on(title.lower())
        session = self.app.desk.state.session(key) if key else None
        if key is None or session is None:
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

    def _acted_on(self, does: str) -> SessionKey | None:
        """Name the session in front; refuse where none is, or nothing may be changed."""
        key = self.subject
        if not self._may_act():
            return None
        if key is None or self.app.desk.state.session(key) is None:
            self.result.refuse(NOTHING_HERE.format(does))
            return None
        return key

    def _may_act(self, keys: Collection[SessionKey] = ()) -> bool:
        """Refuse where nothing may be changed at any of these, or at what actions are about."""
        state, about = self.app.desk.state, keys or (self.subject or ("", ""),)
        reasons = [locked(state, server) for server, _ in about]
        if all(reasons):
            self.result.refuse(reasons[0])
        return not all(reasons)
