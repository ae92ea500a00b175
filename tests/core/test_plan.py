"""What is asked of a server after each event, and when its rows are known again."""

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.agenda import DIRECTORY, LISTING, MESSAGES, MODELS, TODOS
from omo_watch_core.effects import (
    DescribeServer,
    Effect,
    ListSessions,
    ReadDirectory,
    ReadHealth,
    ReadMessages,
    ReadModels,
    ReadTodos,
)
from omo_watch_core.events import (
    CatalogChanged,
    DirectoryHeard,
    DirectoryRead,
    Event,
    HealthRead,
    ModelsListed,
    ReadFailed,
    ServerDescribed,
    SessionOpened,
    SessionsListed,
    StreamOpened,
    Ticked,
    TodosListed,
)
from omo_watch_core.link import Link
from omo_watch_core.model import Message, SessionInfo, StatusKind
from omo_watch_core.plan import plan
from omo_watch_core.questions import key
from omo_watch_core.scope import ENDS
from omo_watch_core.state import Directory, Server, Session, State

T0 = 1_800_000_000_000
HOUR = 3_600_000
OLD = T0 - 2 * HOUR


def session(
    name: str,
    directory: str = "/a",
    *,
    updated: int = T0,
    status: StatusKind = "idle",
    ended: int | None = None,
    archived: int | None = None,
) -> Session:
    """Make a session; `ended` is when its last answer was complete."""
    answer = Message(id="msg_1", session=name, role="assistant", completed_ms=ended)
    info = SessionInfo(
        id=name, title=name, directory=directory, updated_ms=updated, archived_ms=archived
    )
    return Session(info=info, status=status, answer=answer if ended else None)


def server(*sessions: Session, **fields: object) -> Server:
    """Make a server whose stream was opened at T0 and that lost its rows 5 s before."""
    link = Link(phase="live", opened_ms=T0, heard_ms=T0, lost_since_ms=T0 - 5_000)
    known = {one.info.id: one for one in sessions}
    made = Server(name="s", url="http://127.0.0.1:1", link=link, sessions=known)
    return replace(made, **fields)


def played(known: Server, *events: Event, watched: str = "") -> tuple[Server, list[Effect]]:
    """Plan after each event; what answers would fold is in the server already."""
    state = State(servers={"s": known}, open=frozenset({("s", watched)} if watched else ()))
    effects: list[Effect] = []
    for event in events:
        state, asked = plan(state, [event])
        effects += asked
    return state.servers["s"], effects


def opened() -> Event:
    return StreamOpened(server="s", at_ms=T0)


def listed(at: int, asked: int | None = None) -> Event:
    return SessionsListed(
        server="s",
        at_ms=at,
        asked_ms=at - 5 if asked is None else asked,
        sessions=(),
        complete=True,
    )


def read(at: int, directory: str) -> Event:
    return DirectoryRead(
        server="s", at_ms=at, asked_ms=at - 5, directory=directory, statuses=(), asks=()
    )


def failed(at: int, what: str, directory: str | None = None, of: str | None = None) -> Event:
    return ReadFailed(
        server="s", at_ms=at, what=what, reason="it failed", directory=directory, session=of
    )


def tick(at: int) -> Event:
    return Ticked(server="", at_ms=at)


def directories(effects: Sequence[Effect]) -> list[str]:
    return [effect.directory for effect in effects if isinstance(effect, ReadDirectory)]


def histories(effects: Sequence[Effect]) -> list[tuple[str, int]]:
    return [(e.session, e.limit) for e in effects if isinstance(e, ReadMessages)]


def test_a_fresh_stream_asks_only_what_names_no_directory() -> None:
    _, effects = played(server(session("one", status="busy")), opened())
    kinds = {ReadHealth, DescribeServer, ListSessions, ReadModels}
    assert {type(effect) for effect in effects} == kinds
    assert len(effects) == len(kinds)


def test_a_server_that_is_not_connected_is_asked_nothing() -> None:
    down = replace(server(), link=Link(phase="waiting"))
    events = [
        opened(),
        listed(T0 + 9),
        tick(T0 + 2_000),
        SessionOpened(server="s", at_ms=T0, session="x"),
    ]
    assert played(down, *events) == (down, [])


def test_events_of_an_unknown_server_are_nothing() -> None:
    state = State()
    assert plan(state, [opened()]) == (state, ())


def test_directories_are_asked_about_only_where_something_lives() -> None:
    known = server(
        session("recent", "/recent", updated=T0 - HOUR + 1_000),
        session("old", "/old", updated=OLD),
        session("archived", "/archived", archived=T0),
        session("works", "/works", updated=OLD, status="busy"),
        session("nowhere", ""),
        own_directory="/own",
        directories={
            "/heard": Directory(path="/heard", heard=True),
            "/quiet": Directory(path="/quiet"),
            "global": Directory(path="global", heard=True),
        },
    )
    _, effects = played(known, opened(), listed(T0 + 100))
    assert directories(effects) == ["/heard", "/own", "/recent", "/works"]


def test_the_last_hour_is_one_of_the_server() -> None:
    ahead = server(session("one", updated=T0 + HOUR), offset_ms=-2.0 * HOUR)
    behind = server(session("one", updated=T0 - 2 * HOUR), offset_ms=2.0 * HOUR)
    assert directories(played(ahead, opened(), listed(T0 + 9))[1]) == []
    assert directories(played(behind, opened(), listed(T0 + 9))[1]) == ["/a"]


def test_the_own_directory_is_asked_about_when_it_is_told() -> None:
    told = ServerDescribed(server="s", at_ms=T0 + 50, own_directory="/own", plugin=None)
    known, effects = played(server(), opened(), told, told)
    assert directories(effects) == ["/own"]
    assert known.directories["/own"].asked_ms == T0 + 50
    untold = ServerDescribed(server="s", at_ms=T0 + 50, own_directory=None, plugin=None)
    assert directories(played(server(), opened(), untold)[1]) == []


def test_a_directory_that_speaks_is_asked_about_once() -> None:
    heard = [DirectoryHeard(server="s", at_ms=T0 + at, directory="/new") for at in (50, 60, 9_000)]
    assert directories(played(server(), opened(), *heard)[1]) == ["/new"]
    everywhere = DirectoryHeard(server="s", at_ms=T0 + 1, directory="global")
    assert directories(played(server(), opened(), everywhere)[1]) == []


def test_a_second_later_all_is_asked_once_more() -> None:
    known = server(session("one"))
    known, effects = played(known, opened(), listed(T0 + 100), read(T0 + 200, "/a"), tick(T0 + 999))
    assert [type(e) for e in effects].count(ListSessions) == 1
    known, effects = played(known, tick(T0 + 1_000), tick(T0 + 2_000), listed(T0 + 2_100))
    assert [type(e) for e in effects].count(ListSessions) == 1
    assert directories(effects) == ["/a"]
    assert known.resync_ms is None


def test_the_second_listing_waits_for_the_first() -> None:
    known, effects = played(server(), opened(), tick(T0 + 1_000), tick(T0 + 5_000))
    assert [type(e) for e in effects].count(ListSessions) == 1
    _, effects = played(known, listed(T0 + 5_500, T0 + 5), tick(T0 + 6_000))
    assert [type(e) for e in effects].count(ListSessions) == 1


def test_rows_are_known_when_the_last_planned_answer_is_there() -> None:
    known = server(session("one", "/a"), session("two", "/b"))
    known, _ = played(known, opened(), listed(T0 + 100), read(T0 + 200, "/a"))
    assert known.link.lost_since_ms == T0 - 5_000
    known, _ = played(known, read(T0 + 300, "/b"))
    assert (known.link.lost_since_ms, known.link.lost_ms) == (None, 5_300)


def test_rows_of_a_server_without_directories_are_known_with_the_listing() -> None:
    known, _ = played(server(), opened(), listed(T0 + 100))
    assert (known.link.lost_since_ms, known.link.lost_ms) == (None, 5_100)


def test_an_answer_to_an_older_connection_ends_no_gap() -> None:
    known = server(session("one"))
    known, effects = played(known, opened(), listed(T0 + 1, asked=T0 - 1))
    assert (directories(effects), known.link.agenda.awaited) == ([], frozenset({LISTING}))


def test_a_failed_directory_does_not_keep_the_rest_unknown() -> None:
    known = server(session("one", "/a"))
    known, _ = played(known, opened(), listed(T0 + 9), failed(T0 + 20, DIRECTORY, "/a"))
    assert known.link.lost_since_ms is None


def test_a_failed_directory_where_something_ran_stays_unknown_while_tries_are_left() -> None:
    known = server(session("one", "/a", status="busy"))
    known, _ = played(known, opened(), listed(T0 + 9))
    now, tries = T0 + 9, 0
    while known.link.lost_since_ms is not None:
        known, _ = played(known, failed(now, DIRECTORY, "/a"))
        if known.resync_ms is not None:
            now, tries = known.resync_ms, tries + 1
            known, effects = played(known, tick(now), listed(now + 9))
            now += 10
            assert directories(effects) == ["/a"]
    assert tries == 5  # the second snapshot that every connection takes, and four more
    assert played(known, tick(now + HOUR))[1] == []


def test_a_failed_listing_goes_on_with_what_is_known() -> None:
    known = server(session("one", "/a", status="retry"))
    known, effects = played(known, opened(), failed(T0 + 50, LISTING))
    assert directories(effects) == ["/a"]
    _, effects = played(known, tick(T0 + 1_000))
    assert ListSessions(server="s") in effects


def test_histories_are_read_of_what_works_and_of_fresh_ends() -> None:
    known = server(
        session("busy", status="busy", updated=OLD),
        session("retry", status="retry", ended=T0),
        session("unknown"),
        session("known", ended=T0 - 1_000),
        session("moved on", ended=T0 - 60_000),
        session("old", updated=OLD),
        session("elsewhere", "/b"),
    )
    _, effects = played(known, opened(), read(T0 + 100, "/a"), read(T0 + 1_200, "/a"))
    first, second = histories(effects)[:4], histories(effects)[4:]
    assert first == [("busy", 10), ("retry", 10), ("unknown", 2), ("moved on", 2)]
    assert second == [("busy", 10), ("retry", 10)]


def test_only_the_newest_ends_are_asked_for() -> None:
    many = [
        session(f"n{at:03}", updated=T0 - at, directory="/ab"[: 2 + at % 2]) for at in range(99)
    ]
    _, effects = played(server(*many), opened(), read(T0 + 100, "/a"), read(T0 + 200, "/ab"))
    assert {name for name, _ in histories(effects)} == {f"n{at:03}" for at in range(ENDS)}


def test_what_a_person_opens_is_read_at_once_and_after_each_gap() -> None:
    known = server(session("old", "/old", updated=OLD))
    whole = [
        ReadMessages(server="s", session="old", limit=60),
        ReadTodos(server="s", session="old"),
    ]
    seen = SessionOpened(server="s", at_ms=T0 + 9, session="old")
    assert played(known, seen)[1] == whole
    _, effects = played(known, opened(), listed(T0 + 100), watched="old")
    assert [e for e in effects if isinstance(e, ReadMessages | ReadTodos)] == whole
    assert directories(effects) == []


def test_a_burst_of_catalogue_events_is_one_question() -> None:
    burst = [CatalogChanged(server="s", at_ms=T0 + at) for at in (0, 10, 990)]
    known, effects = played(server(), *burst, tick(T0 + 999))
    assert effects == []
    known, effects = played(known, tick(T0 + 1_000))
    assert effects == [ReadModels(server="s")]
    assert played(known, tick(T0 + 9_000))[1] == []


def test_models_that_could_not_be_read_are_asked_for_later() -> None:
    known, effects = played(server(), failed(T0, MODELS), tick(T0 + 29_999))
    assert effects == []
    assert played(known, tick(T0 + 30_000))[1] == [ReadModels(server="s")]


def test_a_failed_history_is_not_asked_for_again() -> None:
    known = server()
    assert played(known, failed(T0, MESSAGES, of="one"), tick(T0 + HOUR)) == (known, [])


def test_every_question_is_outstanding_until_it_is_answered() -> None:
    known = server(session("one", "/a", status="busy"))
    known, _ = played(known, opened(), listed(T0 + 9), read(T0 + 20, "/a"))
    assert known.link.agenda.outstanding == {"health", "description", "models", "messages one"}
    answers = [
        HealthRead(server="s", at_ms=T0 + 30, version="1"),
        ServerDescribed(server="s", at_ms=T0 + 30, own_directory="/a", plugin=None),
        ModelsListed(server="s", at_ms=T0 + 30, models=()),
        failed(T0 + 30, MESSAGES, of="one"),
    ]
    assert played(known, *answers)[0].link.agenda.outstanding == frozenset()


def test_all_questions_have_the_keys_of_their_failures() -> None:
    asked = ReadDirectory(server="s", directory="/a b")
    assert key(asked) == key(failed(T0, DIRECTORY, "/a b")) == key(read(T0, "/a b"))
    todos = ReadTodos(server="s", session="one")
    listed_todos = TodosListed(server="s", at_ms=T0, asked_ms=T0, session="one", todos=())
    assert key(todos) == key(failed(T0, TODOS, of="one")) == key(listed_todos)
    messages = ReadMessages(server="s", session="one", limit=2)
    assert key(messages) == key(failed(T0, MESSAGES, of="one"))
    assert key(ListSessions(server="s")) == key(failed(T0, LISTING)) == key(listed(T0))
    assert key(tick(T0)) is None
