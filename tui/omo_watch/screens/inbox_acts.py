"""What the keys of the Inbox do: answer, reject, take, put away, one row or all marked ones."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch.lines.answering.asked import asked
from omo_watch.lines.inbox.able import is_news
from omo_watch.screens.about import About
from omo_watch.screens.answer import AnswerScreen
from omo_watch.screens.page import Page
from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.commands import Answer, Reply
from omo_watch_core.select.inbox_entry import PEOPLE
from omo_watch_core.select.inbox_rows import InboxRow

NO_PERMISSION = "{permit_once} and {permit_always} are for permissions; {answer} answers a question"
NO_WORDS = "it asks nothing; {tell_it} is for requests"
NO_ASK = "it asks nothing; {reject} is for requests"
NO_PATTERN = "it names no pattern that always could cover; {permit_once} allows it once"
NO_NEWS = "it waits for a decision and is not put away; answer it, or leave it"
PAST = "it was dealt with already"
RUNNING = "an answer to it is on its way"
CLOSED = "it does not wait any more: somebody answered it, or its run ended; nothing was sent"


class InboxActs(Page):
    """Do something about what waits."""

    @property
    def chosen(self) -> InboxRow | None:
        """Give the row under the cursor."""
        raise NotImplementedError

    @property
    def marked(self) -> tuple[InboxRow, ...]:
        """Give the rows that are marked."""
        raise NotImplementedError

    @property
    def about(self) -> About:
        """Name the requests that keys are about."""
        marked = tuple((row.server, row.id) for row in self.marked)
        here = (self.chosen.server, self.chosen.id) if self.chosen else None
        return About(self.subject, marked, here)

    def action_permit(self, reply: Reply) -> None:
        """Allow what is marked, else what is under the cursor."""
        self._answer(reply, ("permission",), NO_PERMISSION)

    def action_reject(self) -> None:
        """Reject permissions, dismiss questions."""
        self._answer("reject", ("permission", "question"), NO_ASK)

    def action_answer(self) -> None:
        """Open the request under the cursor, with its choices."""
        self._open(typing=False)

    def action_tell_it(self) -> None:
        """Reject with words, or answer a question in words."""
        if self.chosen is not None and self.chosen.kind not in PEOPLE:
            self.result.refuse(NO_WORDS)
        else:
            self._open(typing=True)

    def action_close_news(self) -> None:
        """Put news away: what is marked, else what is under the cursor."""
        rows = self._rows()
        news = [row for row in rows if is_news(row)]
        if not news:
            if rows:
                dealt = rows[0].past or rows[0].over
                self.result.refuse(PAST if dealt else NO_NEWS)
            return
        self.app.desk.close_news(news)
        self.unmark()
        first = news[0].title if len(news) == 1 else f"{len(news)} of the Inbox"
        self.result.say("closed", f"{first}; {{past}} shows what was closed, nothing was sent")

    def _rows(self) -> Sequence[InboxRow]:
        return self.marked or ([self.chosen] if self.chosen is not None else [])

    def _open(self, *, typing: bool) -> None:
        row = self.chosen
        if row is None or not self._may_act():
            return
        waits = not row.past and not row.over
        what = asked(self.app.desk.state, row.server, row.id) if waits else None
        if what is None:
            self.result.refuse(PAST if row.past else CLOSED if row.over else NO_ASK)
        else:
            self.app.push_screen(AnswerScreen(what, self.result.refuse, typing=typing))

    def _answer(self, reply: Reply, kinds: tuple[str, ...], otherwise: str) -> None:
        rows = self._rows()
        if not rows or not self._may_act([(row.server, row.session) for row in rows]):
            return
        fitting = [row for row in rows if row.kind in kinds and not row.past]
        if not fitting:
            self.result.refuse(PAST if rows[0].past else otherwise)
            return
        batch = self.app.desk.nonce() if len(fitting) > 1 else ""
        failed = [why for row in fitting if (why := self._submit(row, reply, batch))]
        if failed:
            many = f"{len(failed)} of {len(rows)} not answered: " if len(rows) > 1 else ""
            self.result.refuse(f"{many}{failed[0]}")
        elif len(fitting) < len(rows):
            left = len(rows) - len(fitting)
            self.result.refuse(f"{left} of {len(rows)} marked left as {_are(left)}: {otherwise}")
        if len(failed) < len(fitting):
            self.unmark()

    def _submit(self, row: InboxRow, reply: Reply, batch: str) -> str:
        """Answer one request; say why nothing was asked for."""
        desk = self.app.desk
        server = desk.state.servers.get(row.server)
        ask = server.asks.get(row.id) if server else None
        if ask is None or row.over:
            return CLOSED
        if reply == "always" and not ask.always:
            return NO_PATTERN
        actions = desk.state.actions.values()
        if any(isinstance(one, AnswerAction) and _is_at(one, row) for one in actions):
            return RUNNING
        desk.submit(
            Answer(
                nonce=desk.nonce(), server=row.server, session=row.session, batch=batch,
                ask=ask.id, reply=reply,
            )
        )  # fmt: skip
        return ""


def _is_at(action: AnswerAction, row: InboxRow) -> bool:
    """Tell whether an answer to this request is on its way."""
    same = (action.server, action.asked) == (row.server, row.id)
    return same and action.result is None


def _are(many: int) -> str:
    return "it is" if many == 1 else "they are"
