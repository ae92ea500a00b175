"""A screen in a terminal that is too small: one sentence, and all as it was in a larger one."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

from omo_watch.keys.keyboard import Keyboard
from omo_watch.stage import Shown
from omo_watch.widgets.small import Small, is_small

WAYS_OUT = frozenset({"ctrl+c", "escape"})


class Shrinking(Shown):
    """Hide everything behind one sentence as long as the terminal is too small."""

    _before: Widget | None = None
    """What had the keys before the terminal became too small, which hides it."""

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small; keys go on where they went before."""
        small, was = is_small(*event.size), self.has_class("-small")
        if small and not was:
            self._before = self.focused
        if small and not self.query(Small):
            self.mount(Small())
        self.set_class(small, "-small")
        if was and not small and self._before is not None:
            self.call_after_refresh(self.set_focus, self._before)


def acts_unseen(event: events.Key | events.Paste, keyboard: Keyboard) -> bool:
    """Tell whether what is typed may act where only the sentence is seen: it leads out."""
    leads_out = (*WAYS_OUT, *keyboard.names("quit"))
    return isinstance(event, events.Key) and event.key in leads_out
