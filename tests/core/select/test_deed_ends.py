"""Bad ends of sessions that rest for long: their ends are asked for before anything is said."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.agenda import MESSAGES
from omo_watch_core.effects import Effect, ReadMessages
from omo_watch_core.events import (
    Event,
    JournalRead,
    MessagesListed,
    ReadFailed,
    Ticked,
)
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.link import Link
from omo_watch_core.model import Message
from omo_watch_core.scope import WORK_LIMIT
from omo_watch_core.select.inbox import inbox
from omo_watch_core.state import Session, State
from omo_watch_core.step import step
from tests.core.select.make import (
    GPT,
    HOUR,
    LAB,
    MINUTE,
    NOW,
    OPUS,
    answer,
    idle,
    prompt,
    server,
    state,
)

ENDED = NOW - 3 * HOUR
DEED = Deed(
    id="act_0", kind="override", place=place_of(server().url), session="ses_a", title="a title",
    owner="bob@ci", stage="not proved", started_ms=ENDED - MINUTE, changed_ms=ENDED,
    ended_ms=ENDED, target=GPT, evidence="nobody", message="msg_ours",
)  # fmt: skip
READ = JournalRead(server="", at_ms=NOW, deeds=(DEED,))
ASKED = ReadMessages(server=LAB, session="ses_a", limit=WORK_LIMIT)


def unread(touched: int = NOW - 2 * HOUR) -> Session:
    """Give a session of which only the listing told."""
    return replace(idle(updated_ms=touched), prompt=None, answer=None, answered=False)


def told(*events: Event, before: State | None = None) -> tuple[State, list[Effect]]:
    """Take events in one by one; give the questions about messages too."""
    made, asked = before or state(server(unread())), list[Effect]()
    for event in events:
        made, _, effects = step(made, [event])
        asked += [effect for effect in effects if isinstance(effect, ReadMessages)]
    return made, asked


def left(made: State) -> list[str]:
    return [entry.id for entry in inbox(made)]


def listing(*messages: Message) -> MessagesListed:
    return MessagesListed(
        server=LAB, at_ms=NOW, session="ses_a", asked_ms=NOW,
        messages=tuple((message, ()) for message in messages), complete=False,
    )  # fmt: skip


def test_nothing_is_told_before_the_end_was_read_and_it_is_asked_for_once() -> None:
    made, asked = told(READ, Ticked(server="", at_ms=NOW), READ)
    assert (left(made), asked) == ([], [ASKED])


def test_a_prompt_since_makes_it_moot() -> None:
    newer = prompt(at=NOW - 2 * HOUR, name="msg_newer")
    made, _ = told(READ, listing(newer))
    assert left(made) == []


def test_where_nobody_prompted_since_it_stands() -> None:
    ours = prompt(at=ENDED - MINUTE, name="msg_ours")
    late = answer(at=NOW - 2 * HOUR, parent="msg_ours", model=OPUS)
    made, _ = told(READ, listing(ours, late))
    assert left(made) == ["act_0"]


def test_where_its_end_cannot_be_read_it_stands() -> None:
    failed = ReadFailed(server=LAB, at_ms=NOW, what=MESSAGES, session="ses_a", reason="a 500")
    assert left(told(READ, failed)[0]) == ["act_0"]
    assert left(told(READ, listing())[0]) == ["act_0"]


def test_what_was_not_touched_since_stands_at_once() -> None:
    made, asked = told(READ, before=state(server(unread(ENDED + 1_000))))
    assert (left(made), asked) == (["act_0"], [])


def test_a_server_that_is_away_is_asked_when_it_is_back() -> None:
    away = server(unread(), link=Link(phase="waiting"))
    made, asked = told(READ, before=state(away))
    assert (left(made), asked) == ([], [])
    back = replace(made.servers[LAB], link=Link(phase="live", opened_ms=NOW))
    made, asked = told(READ, before=replace(made, servers={LAB: back}))
    assert asked == [ASKED]


def test_of_a_long_turn_the_id_of_its_prompt_tells_when_somebody_prompted() -> None:
    def since(at: int) -> list[str]:
        name = f"msg_{(at * 4096) % 2**48:012x}abcdefghijklmn"
        steps = [answer(NOW - HOUR, one, parent=name) for one in ("msg_7", "msg_8")]
        return left(told(READ, listing(*steps))[0])

    assert since(ENDED + MINUTE) == []
    assert since(ENDED - MINUTE) == ["act_0"]
