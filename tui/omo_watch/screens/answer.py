"""Answer a permission or a question, after a person has seen what is asked and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.lines.answering.answer import permission_lines, question_lines
from omo_watch.lines.answering.asked import Asked, asked
from omo_watch.screens.modal import Modal
from omo_watch.widgets.filter_line import Sign
from omo_watch.widgets.pointing import Pointing
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Answer, Reply
from omo_watch_core.state import State

CLOSED = "it does not wait any more: somebody answered it, or its run ended; nothing was sent"
Tell = Callable[[str], None]


class Request(Pointing):
    """Show what is asked and what each answer does."""

    def __init__(self, what: Asked) -> None:
        super().__init__("request")
        self.what = what
        self.typing = False
        self.step = 0
        self.cursor = 0
        self.marked: frozenset[int] = frozenset()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw it."""
        if self.what.ask.kind == "permission":
            return permission_lines(self.what, self.typing, width, self.pen)
        return question_lines(
            self.what, self.step, self.cursor, self.marked, self.typing, width, self.pen
        )

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class AnswerScreen(Modal):
    """Answer one request; nothing is sent before a key says what."""

    AUTO_FOCUS = ""
    """Keys answer; words are typed only where a person asks for it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("o", "permit('once')", show=False),
        Binding("A", "permit('always')", show=False),
        Binding("R", "reject", show=False),
        Binding("i", "type", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("space", "mark", show=False),
        Binding("enter", "choose", show=False),
        *(Binding(str(n), f"go({n - 1})", show=False) for n in range(1, 10)),
    ]

    request = getters.query_one(Request)
    line = getters.query_one(Input)

    def __init__(self, what: Asked, tell: Tell, *, typing: bool = False) -> None:
        """Ask about a request; `tell` says in a word why it closed by itself."""
        super().__init__(f"Answer {what.path[-1]}")
        self._what = what
        self._tell = tell
        self._said: list[tuple[str, ...]] = []
        self._begins_typing = typing

    def body(self) -> Iterable[Widget]:
        """Give the request, and the line to type words into."""
        line = Input(id="typed", compact=True, placeholder="your words")
        line.cursor_blink = False
        yield Horizontal(Sign(self.app.pen.glyphs.next, pad=2), line, id="typing")
        yield Request(self._what)

    def on_mount(self) -> None:
        """Take keys, or words where a person asked for that."""
        self._type(typing=self._begins_typing)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a request that was closed or died meanwhile closes this."""
        now = asked(state, self._what.server, self._what.ask.id)
        if now is None or now.dead != self._what.dead:
            self.dismiss()
            self._tell(CLOSED)
        elif now != self._what:
            self._what = self.request.what = now
            self._renew()

    def action_back(self) -> None:
        """Stop typing, else leave it waiting."""
        if self.request.typing:
            self._type(typing=False)
        else:
            self.dismiss()

    def action_permit(self, reply: Reply) -> None:
        """Allow it once or for good."""
        ask = self._what.ask
        if ask.kind == "permission" and not self._what.dead and (reply == "once" or ask.always):
            self._submit(reply)

    def action_reject(self) -> None:
        """Reject it, or clean up what is dead."""
        self._submit("reject")

    def action_type(self) -> None:
        """Type words: with a reject of a permission, or as the answer to a question."""
        ask = self._what.ask
        takes = ask.kind == "permission" or ask.questions[self.request.step].custom
        if takes and not self._what.dead:
            self._type(typing=True)

    def action_move(self, rows: int) -> None:
        """Go to the next choice of a question."""
        self.action_go(self.request.cursor + rows)

    def action_go(self, place: int) -> None:
        """Go to a choice; nothing is taken by that."""
        if self._options:
            self.request.cursor = min(max(place, 0), len(self._options) - 1)
            self.request.renew()

    @on(Pointing.Pointed)
    def _pointed(self, event: Pointing.Pointed) -> None:
        """Go to what was clicked; a second click marks it, or takes it where one is enough."""
        again = event.again and event.place == self.request.cursor
        if not again:
            self.action_go(event.place)
        elif self._what.ask.questions[self.request.step].multiple:
            self.action_mark()
        elif not self.request.typing:
            self.action_choose()

    def action_mark(self) -> None:
        """Mark a choice, or take the mark away."""
        if self._options and self._what.ask.questions[self.request.step].multiple:
            self.request.marked ^= {self.request.cursor}
            self.request.renew()

    def action_choose(self) -> None:
        """Take what is marked, else the choice under the cursor."""
        if self._options:
            places = sorted(self.request.marked) or [self.request.cursor]
            self._answer(tuple(self._options[place][0] for place in places))

    @on(Input.Submitted)
    def _words(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if not text:
            return
        if self._what.ask.kind == "permission":
            self._submit("reject", text=text)
            return
        marked = (self._options[place][0] for place in sorted(self.request.marked))
        self._answer((*marked, text))

    @property
    def _options(self) -> tuple[tuple[str, str], ...]:
        if self._what.ask.kind != "question" or self._what.dead:
            return ()
        return self._what.ask.questions[self.request.step].options

    def _answer(self, words: tuple[str, ...]) -> None:
        """Keep the answer to this question and go to the next; after the last one send all."""
        self._said.append(words)
        if len(self._said) == len(self._what.ask.questions):
            self._submit("answers", answers=tuple(self._said))
            return
        self.request.step, self.request.cursor = len(self._said), 0
        self.request.marked = frozenset()
        self._type(typing=False)

    def _submit(
        self, reply: Reply, answers: tuple[tuple[str, ...], ...] = (), text: str | None = None
    ) -> None:
        desk, ask = self.app.desk, self._what.ask
        self.dismiss()
        desk.submit(
            Answer(
                nonce=desk.nonce(),
                server=self._what.server,
                session=ask.session,
                ask=ask.id,
                reply=reply,
                answers=answers,
                text=text,
            )
        )

    def _type(self, *, typing: bool) -> None:
        self.request.typing = typing
        self.query_one("#typing").display = typing
        self.line.value = ""
        if typing:
            self.line.focus()
            # It had no size while it was hidden, and so drew nothing.
            self.call_after_refresh(self.query_one(Sign).on_resize)
        else:
            self.set_focus(None)
        self._renew()

    def _renew(self) -> None:
        self.request.refresh(layout=True)
        self.request.renew()
