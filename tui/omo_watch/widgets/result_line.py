"""The one place above the footer where results and notices are told."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.grouping import STAYS_MS, grouped, is_told, stays
from omo_watch.lines.notice import cut_off_line, fault_line, refused_line, said_line, toast_lines
from omo_watch.lines.result import result_lines
from omo_watch.lines.rule import plain_rule
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.actions.action import Action
from omo_watch_core.journal.cut_off import cut_off
from omo_watch_core.select.toasts import told_now
from omo_watch_core.state import SessionKey, State

MOST_LINES = 5
"""The place has six: of what it covers one line stays."""


class ResultLine(Sheet):
    """Tell what became of actions, else a refusal of the screen, and above it the newest toasts."""

    def __init__(self) -> None:
        super().__init__("result")
        self.subject: SessionKey | None = None
        """The session that keys are about."""
        self._put_away: set[str] = set()
        self._refused: tuple[str, int] | None = None
        self._said: tuple[str, str, int] | None = None
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
        """Say for some seconds why a key did nothing."""
        state = self.app.desk.state
        self._refused, self._said = (why, state.now_ms), None
        self.show(state)

    def say(self, word: str, what: str) -> None:
        """Say for some seconds what a key did on this machine."""
        state = self.app.desk.state
        self._said = (word, what, state.now_ms)
        self.show(state)

    def close(self) -> bool:
        """Close all bad news; tell whether there was any."""
        state = self.app.desk.state
        groups = [group for group in grouped(self._open(state)) if stays(group)]
        found = [action.id for group in groups for action in group]
        faults = _faults(state)
        faulty = not self._read_faults.issuperset(faults)
        self._put_away |= set(found)
        self._read_faults = frozenset(faults)
        cut = [deed.id for deed in cut_off(state)]
        if cut:
            self.app.desk.told(cut)
        self.show(state)
        return bool(found or cut) or faulty

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw what there is to tell: toasts never take the place of what became of actions."""
        state = self.app.desk.state
        news = [*self._own_words(state, width), *self._lines(state, width)]
        toasts, room = told_now(state), MOST_LINES - len(news)
        lines = [*toast_lines(toasts, state.now_ms, width, self.pen, room), *news]
        return [plain_rule(width, self.pen), *lines] if lines and self.pen.ink.flat else lines

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"

    def _lines(self, state: State, width: int) -> list[Strip]:
        faults = [fault for fault in _faults(state) if fault not in self._read_faults]
        if faults:
            return [fault_line(faults[-1], width, self.pen)]
        actions = self._open(state)
        if any(is_told(group, state.now_ms) for group in grouped(actions)):
            again = not self.app.read_only
            keys_for = self.subject if again else None
            return result_lines(actions, state.now_ms, width, self.pen, again, keys_for)
        if cut := cut_off(state):
            return [cut_off_line(cut, width, self.pen)]
        if self._refused and state.now_ms - self._refused[1] < STAYS_MS:
            return [refused_line(self._refused[0], width, self.pen)]
        return []

    def _own_words(self, state: State, width: int) -> list[Strip]:
        """Answer a key at once, whatever else is told."""
        if self._said and state.now_ms - self._said[2] < STAYS_MS:
            return [said_line(*self._said[:2], width, self.pen)]
        return []

    def _open(self, state: State) -> list[Action]:
        return [action for action in state.actions.values() if action.id not in self._put_away]


def _faults(state: State) -> list[str]:
    """Say what of the program itself fails, oldest first."""
    faults = [f"a part of omo-watch failed: {fault}" for fault in state.faults]
    if state.journal.fault:
        faults.insert(0, f"what is done is not written down: {state.journal.fault}")
    return faults
