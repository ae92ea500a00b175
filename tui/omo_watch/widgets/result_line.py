"""The one place above the footer where results and notices are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.strip import Strip

from omo_watch.lines.results.grouping import STAYS_MS, grouped, is_told, stays
from omo_watch.lines.results.notice import toast_lines
from omo_watch.lines.results.result import result_lines
from omo_watch.lines.results.spoken import (
    cut_off_lines,
    fault_lines,
    quiet_lines,
    refused_lines,
    said_lines,
    settings_lines,
)
from omo_watch.lines.rule import plain_rule
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.actions.action import Action
from omo_watch_core.journal.cut_off import cut_off
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.toasts import told_now
from omo_watch_core.state import SessionKey, State

PLACE = 6
"""Lines that the place may have."""

Front = Literal["faults", "results", "cut off", "settings", ""]


class ResultLine(Sheet):
    """Tell what became of actions, above it what a key did, and above that the newest toasts."""

    def __init__(self) -> None:
        super().__init__("result")
        self.subject: SessionKey | None = None
        """The session that keys are about."""
        self._put_away: set[str] = set()
        self._refused: tuple[str, int] | None = None
        self._said: tuple[str, str, int, bool] | None = None
        self._height = 0
        self._read_faults: frozenset[str] = frozenset()

    def show(self, state: State) -> None:
        """Take the newest state and be as high as there is something to tell."""
        self._put_away &= state.actions.keys()
        height = len(self.draw(self.app.size.width, 0))
        if height != self._height:
            self._height = height
            self.styles.height = height
        self.renew()

    def refuse(self, why: str) -> None:
        """Say for some seconds why a key did nothing; `{word}` is written as the key of it."""
        state = self.app.desk.state
        self._refused, self._said = (self.app.keyboard.say(why), state.now_ms), None
        self.show(state)

    def say(self, word: str, what: str, *, quiet: bool = False) -> None:
        """Say for some seconds what a key did on this machine, or quietly that it did nothing."""
        state = self.app.desk.state
        self._said, self._refused = (word, self.app.keyboard.say(what), state.now_ms, quiet), None
        self.show(state)

    def close(self) -> bool:
        """Close the bad news that is drawn; tell whether it was any. What waits behind it stays."""
        state = self.app.desk.state
        closed = self._close(self._front(state), state)
        self.show(state)
        return closed

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what there is to tell: toasts never take the place of what became of actions."""
        state = self.app.desk.state
        own = self._own_words(state, width)
        news = [*own, *self._lines(state, width)[len(own) - PLACE :]]
        # Of what toasts cover one line stays.
        toasts, room = told_now(state), PLACE - 1 - len(news)
        lines = [*toast_lines(toasts, state.now_ms, width, self.pen, room), *news]
        return [plain_rule(width, self.pen), *lines] if lines and self.pen.ink.flat else lines

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"

    def _front(self, state: State) -> Front:
        """Name what goes before everything else that there is to tell."""
        if self._unread(state):
            return "faults"
        if any(is_told(group, state.now_ms) for group in grouped(self._open(state))):
            return "results"
        if cut_off(state):
            return "cut off"
        return "settings" if self.app.faults and not self.app.faults_read else ""

    def _close(self, front: Front, state: State) -> bool:
        """Close one kind of news; tell whether there was anything that stays."""
        match front:
            case "faults":
                known = self._read_faults.intersection(_faults(state))
                self._read_faults = known | {self._unread(state)[-1]}
            case "results":
                groups = [group for group in grouped(self._open(state)) if stays(group)]
                self._put_away |= {action.id for group in groups for action in group}
                return bool(groups)
            case "cut off":
                self.app.desk.told([deed.id for deed in cut_off(state)])
            case "settings":
                self.app.faults_read = True
            case _:
                return False
        return True

    def _lines(self, state: State, width: int) -> list[Strip]:
        match self._front(state):
            case "faults":
                return fault_lines(self._unread(state)[-1], width, self.pen)
            case "results":
                return self._results(state, width)
            case "cut off":
                return cut_off_lines(cut_off(state), width, self.pen)
            case "settings":
                return settings_lines(self.app.faults, width, self.pen)
            case _:
                return []

    def _results(self, state: State, width: int) -> list[Strip]:
        actions, again = self._open(state), not self.app.read_only
        keys_for = self.subject if again else None
        waiting = frozenset(entry.id for entry in inbox(state)) if len(actions) > 1 else ()
        return result_lines(actions, state.now_ms, width, self.pen, again, keys_for, waiting)

    def _unread(self, state: State) -> list[str]:
        return [fault for fault in _faults(state) if fault not in self._read_faults]

    def _own_words(self, state: State, width: int) -> list[Strip]:
        """Answer the newest key at once, whatever else is told."""
        if self._refused and state.now_ms - self._refused[1] < STAYS_MS:
            return refused_lines(self._refused[0], width, self.pen)
        if self._said and state.now_ms - self._said[2] < STAYS_MS:
            word, what, _, quiet = self._said
            draw = quiet_lines if quiet else said_lines
            return draw(word, what, width, self.pen)
        return []

    def _open(self, state: State) -> list[Action]:
        away = self._put_away | state.journal.closed.keys()
        return [action for action in state.actions.values() if action.id not in away]


def _faults(state: State) -> list[str]:
    """Say what of the program itself fails, oldest first."""
    faults = [f"a part of omo-watch failed: {fault}" for fault in state.faults]
    if state.journal.fault:
        faults.insert(0, f"what is done is not written down: {state.journal.fault}")
    return faults
