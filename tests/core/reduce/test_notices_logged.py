"""A notice stands in the Log: of one session, of several, and one that did not get there."""

from msgspec.structs import replace

from omo_watch_core.events import NoticeSent
from omo_watch_core.reduce import reduce
from omo_watch_core.select.log import LogView, log
from tests.tui.make import NOW, server, session, state
from tests.tui.talk import OPUS

SENT = NoticeSent(
    server="laptop", at_ms=NOW, way="bell", text="Billing asks: question", session="ses_a"
)


def _row(sent: NoticeSent) -> tuple[object, ...]:
    before = state(server("laptop", [session("ses_a", "Billing", OPUS)]))
    after, changes = reduce(before, [sent])
    assert changes.notices
    (row,) = log(after, LogView(kind="notice")).rows
    return row.server, row.title, row.result, row.tone, row.what


def test_of_one_session_it_names_the_session() -> None:
    what = ("Billing asks: question", "bell")
    assert _row(SENT) == ("laptop", "Billing", "sent", "set", what)


def test_of_several_it_names_none() -> None:
    several = replace(SENT, server="", session="", text="2 sessions need you")
    assert _row(several) == ("", "", "sent", "set", ("2 sessions need you", "bell"))


def test_one_that_did_not_get_there_says_why_first() -> None:
    failed = replace(SENT, fault="it ended with 1")
    what = ("it ended with 1", "bell", "Billing asks: question")
    assert _row(failed) == ("laptop", "Billing", "not sent", "bad", what)


def test_one_of_a_server_that_has_gone_is_dropped() -> None:
    before = state(server("ci", [session("ses_a", "Billing", OPUS)]))
    assert reduce(before, [SENT])[0].log.entries == ()
