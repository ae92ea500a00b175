"""Looking for words in the pane in front; what is typed arrives in the order of the keys."""

from __future__ import annotations

from textual import events
from textual.screen import Screen

from omo_watch.lines.frame.search import matches
from omo_watch.widgets.line_log import LineLog
from omo_watch.widgets.search_line import SearchLine

ACTION = "search"
MOST = 200


class Searching(Screen[None]):
    """Be a screen with panes to search in; the pane in front keeps the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.search_line = SearchLine()

    @property
    def front(self) -> LineLog:
        """Give the pane that keys go to."""
        raise NotImplementedError

    def again(self) -> None:
        """Draw what a person has just moved."""
        raise NotImplementedError

    @property
    def is_typing(self) -> bool:
        """Tell whether keys are a text."""
        return self.has_class("-searching")

    def typed(self, event: events.Key) -> bool:
        """Take a key where it is a text, or begins one; False where it means something else."""
        if self.is_typing:
            return self._type(event)
        bound = self.active_bindings.get(event.key)
        if bound is None or bound.binding.action != ACTION:
            return False
        self.action_search()
        return True

    def action_search(self) -> None:
        """Begin to look for something."""
        self.add_class("-searching")
        self._look_for("")

    def action_match(self, step: int) -> None:
        """Go to the next match, or the one before."""
        self.front.next_match(step)
        self.again()

    def end_search(self) -> bool:
        """Look for nothing any more; False where nothing was looked for."""
        searched = self.is_typing or self.front.search is not None
        self.remove_class("-searching")
        if searched:
            self._look_for("")
        return searched

    def tell_search(self) -> str:
        """Show what is looked for and how often it is there; give the latter, "" for nothing."""
        found, line = self.front.search, self.search_line
        line.count = len(found.lines) if found else 0
        line.place = self.front.match
        line.renew()
        return matches(line.place, line.count) if found else ""

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted as typed."""
        if self.is_typing:
            self._look_for(self.search_line.text + " ".join(event.text.split()))

    def _type(self, event: events.Key) -> bool:
        query = self.search_line.text
        if event.key == "enter":
            self.remove_class("-searching")
            self.again()
        elif event.key == "escape":
            self.end_search()
        elif event.key == "backspace":
            self._look_for(query[:-1])
        elif event.key == "ctrl+u":
            self._look_for("")
        elif event.key in ("up", "down"):
            self.action_match(1 if event.key == "down" else -1)
        elif event.is_printable and event.character:
            self._look_for(query + event.character)
        else:
            return False
        return True

    def _look_for(self, query: str) -> None:
        self.search_line.text = query[:MOST]
        self.front.look_for(self.search_line.text)
        self.again()
