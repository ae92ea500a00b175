"""Which directories are asked about after each event, and when rows are known again."""

from msgspec.structs import replace

from omo_watch_core.agenda import DIRECTORY, LISTING
from omo_watch_core.effects import (
    DescribeServer,
    ListSessions,
    ReadHealth,
    ReadModels,
)
from omo_watch_core.events import (
    DirectoryHeard,
    ServerDescribed,
    SessionOpened,
)
from omo_watch_core.link import Link
from omo_watch_core.plan import plan
from omo_watch_core.state import Directory, State
from tests.core.planning import (
    HOUR,
    OLD,
    T0,
    directories,
    failed,
    listed,
    opened,
    played,
    read,
    server,
    session,
    tick,
)


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
