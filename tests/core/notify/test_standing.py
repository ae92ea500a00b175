"""What stands in a state, by the words of the screen."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.model import SessionState
from omo_watch_core.notify.standing import standing
from omo_watch_core.select.condition import condition
from omo_watch_core.state import Session, State, with_server
from tests.tui.make import NOW, SECOND, server, session, state
from tests.tui.moments import asking
from tests.tui.talk import OPUS


def _states(of: State, wanted: SessionState) -> set[str]:
    return {
        name
        for host in of.servers.values()
        for name, found in host.sessions.items()
        if found.info.archived_ms is None and condition(host, found, of.now_ms) == wanted
    }


def test_what_the_screen_calls_asking_and_stuck_stands() -> None:
    demo = asking()
    now = standing(demo)
    by_cause = {
        cause: {found.session for found in now.occasions if found.cause == cause}
        for cause in ("asking", "stuck", "exhausted")
    }
    assert by_cause["asking"] == _states(demo, "asking")
    assert by_cause["stuck"] == _states(demo, "stuck")
    assert by_cause["exhausted"] <= _states(demo, "failed")
    assert all(by_cause.values())
    assert all("subagent)" not in found.title for found in now.occasions)
    assert {found.word for found in now.occasions} >= {"permission", "question", "looping"}


def test_what_nobody_can_say_anything_of_is_unclear() -> None:
    demo = asking()
    now = standing(demo)
    assert {session for _, session in now.unclear} == _states(demo, "unknown")
    assert now.unclear.isdisjoint(found.about for found in now.occasions)
    assert now.live == {"laptop", "ci-box"}


def _done(name: str, *, parent: str | None = None) -> Session:
    made = session(name, f"Title of {name}", OPUS, since=60 * SECOND, parent=parent)
    return replace(made, ended_ms=NOW - 60 * SECOND)


def _told(*sessions: Session) -> list[tuple[str, str]]:
    found = standing(state(server("laptop", sessions)))
    return [(occasion.session, occasion.cause) for occasion in found.occasions]


def test_a_root_is_done_when_nothing_below_it_works() -> None:
    root, child = _done("ses_root"), _done("ses_child", parent="ses_root")
    works = session("ses_child", "Child", OPUS, status="busy", since=SECOND, parent="ses_root")
    deeper = session("ses_deep", "Deep", OPUS, status="busy", since=SECOND, parent="ses_child")
    assert _told(root, child) == [("ses_root", "done")]
    assert _told(root, works) == []
    assert _told(root, child, deeper) == []


def test_an_answer_that_was_seen_is_nothing() -> None:
    assert _told(replace(_done("ses_root"), seen_ms=NOW)) == []


def test_an_archived_session_is_nothing() -> None:
    made = _done("ses_root")
    assert _told(replace(made, info=replace(made.info, archived_ms=NOW))) == []


def test_a_circle_of_parents_ends() -> None:
    one = session("ses_a", "A", OPUS, status="busy", since=SECOND, parent="ses_b")
    two = session("ses_b", "B", OPUS, status="busy", since=SECOND, parent="ses_a")
    assert _told(one, two) == []


def test_an_end_is_told_from_the_one_before_by_its_answer() -> None:
    made = _done("ses_root")
    assert made.answer is not None
    later = replace(made, answer=replace(made.answer, id="msg_9"))
    host = server("laptop", (made,))
    first = standing(state(host)).occasions[0]
    second = standing(with_server(state(host), server("laptop", (later,)))).occasions[0]
    assert first.key != second.key
