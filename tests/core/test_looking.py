"""When it is asked whether the plugin is there: once for each life of an instance."""

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import Effect, LookForPlugin, ReadMessages
from omo_watch_core.events import Event, InstanceDisposed, PluginLooked, ReadFailed
from omo_watch_core.link import SILENT_AFTER_MS
from omo_watch_core.looking import AGAIN_MS, MOST_AGAIN, PAUSE_MS
from omo_watch_core.plan import plan
from omo_watch_core.reduce import reduce
from omo_watch_core.signs import Look
from omo_watch_core.state import Directory, Server, State
from omo_watch_core.wire.decode import EventDecoder
from tests.core.charge.tape import recording
from tests.core.decoding import PROMPT, write
from tests.core.planning import T0, opened, played, read, server, session, tick
from tests.core.reduce.make import HOME
from tests.core.reduce.test_plugin import OWN

OTHER = "/b"
S = "s"
OPEN = Look(unanswered=("tools",))


def heard(at: int, directory: str = OTHER) -> Event:
    return ev.DirectoryHeard(server=S, at_ms=at, directory=directory)


def spoken(at: int) -> Event:
    return ev.BytesHeard(server=S, at_ms=at, clock_ms=None)


def disposed(at: int, directory: str = OTHER) -> Event:
    return InstanceDisposed(server=S, at_ms=at, directory=directory)


def described(at: int) -> Event:
    return ev.ServerDescribed(server=S, at_ms=at, own_directory=OWN, plugin=False, asked_ms=at - 5)


def looked(at: int, asked: int, directory: str = OTHER, look: Look | None = None) -> Event:
    return PluginLooked(
        server=S, at_ms=at, asked_ms=asked, directory=directory, look=look or Look()
    )


class Asking:
    """Fold and plan event by event; keeps when which directory was looked at."""

    def __init__(self, *told: Event) -> None:
        self.state = State(servers={S: server()})
        self.looks: list[tuple[int, str]] = []
        self.at = T0 + 300
        self.tell(*told)

    @property
    def server(self) -> Server:
        return self.state.servers[S]

    def tell(self, *told: Event) -> list[str]:
        """Give the directories that are looked at in return."""
        found: list[str] = []
        for event in told:
            self.state, _ = reduce(self.state, [event])
            self.state, effects = plan(self.state, [event])
            found += _directories(effects)
            self.looks += [(event.at_ms - T0, path) for path in _directories(effects)]
        return found

    def seconds(self, since: int, many: int) -> list[str]:
        return self.tell(*(tick(T0 + since + 1_000 * n) for n in range(1, many + 1)))


def _directories(effects: Sequence[Effect]) -> list[str]:
    return [effect.directory for effect in effects if isinstance(effect, LookForPlugin)]


def connected() -> Asking:
    """Give a server whose own directory was described on this connection."""
    asking = Asking(opened(), described(T0 + 30), read(T0 + 60, OWN))
    assert asking.looks == []
    return asking


def test_a_directory_that_lives_is_looked_at_behind_its_first_reading() -> None:
    asking = connected()
    assert asking.tell(heard(T0 + 100)) == []
    assert asking.tell(read(T0 + 200, OTHER)) == [OTHER]
    asking.tell(looked(T0 + 260, T0 + 200))
    assert asking.tell(read(T0 + 300, OTHER), heard(T0 + 310), tick(T0 + 1_000)) == []


def test_the_own_directory_is_not_asked_twice_at_once() -> None:
    asking = Asking(opened(), heard(T0 + 10, OWN), described(T0 + 30), read(T0 + 40, OWN))
    assert asking.looks == []
    asking.tell(replace(opened(), at_ms=T0 + 60_000), read(T0 + 60_020, OWN))
    assert asking.looks == []
    asking.tell(described(T0 + 60_030))
    assert asking.seconds(61_000, 90) == []


def test_an_instance_that_begins_anew_is_looked_at_at_once() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER), looked(T0 + 260, T0 + 200))
    assert asking.tell(disposed(T0 + 5_000), *(tick(T0 + 5_000 + n) for n in (1, 9_000))) == []
    assert asking.tell(heard(T0 + 15_000)) == [OTHER]


def test_a_directory_that_does_not_live_is_never_asked() -> None:
    """Asking would begin an instance there (design 11)."""
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER), disposed(T0 + 250))
    asking.tell(looked(T0 + 260, T0 + 200))
    assert asking.seconds(300, 90) == []


def test_the_own_directory_is_looked_at_a_moment_after_its_end() -> None:
    asking = connected()
    asking.tell(disposed(T0 + 5_000, OWN), disposed(T0 + 5_010, OWN), disposed(T0 + 5_020, ""))
    assert asking.tell(tick(T0 + 5_020 + PAUSE_MS - 1)) == []
    assert asking.tell(tick(T0 + 5_020 + PAUSE_MS)) == [OWN]
    assert asking.seconds(7_000, 60) == []


def test_a_burst_of_ends_leads_to_one_look_into_the_own_directory() -> None:
    """The last words of what ended elsewhere begin nothing there."""
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER), looked(T0 + 260, T0 + 200))
    ends = [write("server.instance.disposed", {"directory": path}, path) for path in (OWN, OTHER)]
    last = write("message.updated", {"sessionID": "ses_1", "info": PROMPT}, OTHER)
    decoder = EventDecoder(S)
    decoder.decode(last, T0 + 100)
    for n in range(50):
        for data in (*ends, last):
            asking.tell(*decoder.decode(data, T0 + 1_000 + n))
    asking.seconds(2_000, 5)
    assert [path for _, path in asking.looks[1:]] == [OWN]


def test_the_last_words_of_an_instance_begin_none() -> None:
    """Recorded: what was changed in a turn is stored behind the end of all instances."""
    tape = recording("instance-dispose")
    elsewhere = ev.ServerDescribed(
        server=S, at_ms=T0, own_directory="/elsewhere", plugin=False, asked_ms=T0
    )
    asking = Asking(opened(), elsewhere)
    for event in tape.events:
        at = event.at_ms - tape.base_ms + T0
        told = replace(event, server=S, at_ms=at)
        if isinstance(event, ev.StreamOpened):
            continue
        for path in asking.tell(told):
            asking.tell(looked(at, at, path))
        if isinstance(event, ev.DirectoryHeard):
            asked = replace(read(at, HOME), asked_ms=at)
            asking.tell(*(looked(at, at, path) for path in asking.tell(asked)))
    asking.tell(*(tick(T0 + n) for n in (11_000, 60_000)))
    # The second look is at the begin of the second turn, the end of all is at 7,617.
    looks = [(at, path) for at, path in asking.looks if path != "/elsewhere"]
    assert looks == [(1_526, HOME), (6_097, HOME)]


def test_a_reading_from_before_the_end_leads_to_no_look() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), disposed(T0 + 150))
    assert asking.tell(read(T0 + 200, OTHER)) == []
    assert asking.tell(heard(T0 + 300)) == [OTHER]


def test_an_answer_of_the_instance_before_is_followed_by_one_more_look() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER))
    assert asking.tell(disposed(T0 + 210), heard(T0 + 220)) == []
    asking.tell(looked(T0 + 300, T0 + 200))
    assert asking.tell(tick(T0 + 1_000)) == [OTHER]
    asking.tell(looked(T0 + 1_100, T0 + 1_000))
    assert asking.seconds(2_000, 90) == []


def test_a_look_without_an_answer_is_taken_again_after_a_while() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER))
    failed = ReadFailed(
        server=S, at_ms=T0 + 300, what="plugin", reason="it failed", directory=OTHER
    )
    asking.tell(failed)
    assert asking.tell(spoken(T0 + 299 + AGAIN_MS), tick(T0 + 299 + AGAIN_MS)) == []
    assert asking.tell(tick(T0 + 300 + AGAIN_MS)) == [OTHER]
    at = T0 + 400 + AGAIN_MS
    asking.tell(looked(at, at - 50, look=OPEN))
    assert asking.tell(spoken(at + AGAIN_MS), tick(at + AGAIN_MS)) == []
    assert asking.tell(spoken(at + 2 * AGAIN_MS), tick(at + 2 * AGAIN_MS)) == [OTHER]


def test_looks_that_are_never_answered_have_an_end() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER))
    assert _minutes(asking, 200) == 1 + MOST_AGAIN
    asking.tell(disposed(asking.at), heard(asking.at + 10))
    assert _minutes(asking, 200) == 2 * (1 + MOST_AGAIN)


def test_a_new_connection_begins_to_count_anew() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER))
    _minutes(asking, 200)
    asking.tell(replace(opened(), at_ms=asking.at), described(asking.at + 10))
    asking.tell(read(asking.at + 30, OTHER))
    assert _minutes(asking, 200) == 2 * (1 + MOST_AGAIN)


def test_a_new_connection_counts_anew_where_nothing_was_ever_known() -> None:
    asking = Asking(opened(), replace(described(T0 + 30), plugin=None), read(T0 + 60, OWN))
    assert _minutes(asking, 200, OWN) == 1 + MOST_AGAIN
    unknown = replace(described(asking.at + 10), plugin=None)
    asking.tell(replace(opened(), at_ms=asking.at), unknown, read(asking.at + 30, OWN))
    assert _minutes(asking, 200, OWN) == 2 * (1 + MOST_AGAIN)


def _minutes(asking: Asking, many: int, directory: str = OTHER) -> int:
    """Let time pass while no look is answered; give how often it was looked at in all."""
    for _ in range(2 * many):
        at = asking.at = asking.at + AGAIN_MS
        asking.tell(spoken(at - 1), tick(at))
        asking.tell(looked(at + 10, at, directory, OPEN))
    return sum(path == directory for _, path in asking.looks)


def test_a_server_that_says_nothing_at_all_is_not_looked_at() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER), looked(T0 + 300, T0 + 200, look=OPEN))
    at = T0 + 300 + AGAIN_MS + SILENT_AFTER_MS
    assert asking.tell(tick(at)) == []
    assert asking.server.link.phase == "silent"
    assert asking.tell(spoken(at + 500), tick(at + 1_000)) == [OTHER]


def test_a_look_goes_before_the_histories_of_its_directory() -> None:
    asking = connected()
    works = session("ses_1", OTHER, status="busy")
    known = replace(asking.server, sessions={"ses_1": works})
    there = Directory(path=OTHER, heard=True, doubt_ms=T0)
    known = replace(known, directories={**known.directories, OTHER: there})
    _, effects = played(known, read(T0 + 200, OTHER))
    kinds = [type(effect) for effect in effects]
    assert kinds.index(LookForPlugin) < kinds.index(ReadMessages)


def test_a_new_connection_looks_at_everything_that_is_read() -> None:
    asking = connected()
    asking.tell(heard(T0 + 100), read(T0 + 200, OTHER), looked(T0 + 260, T0 + 200))
    again = replace(opened(), at_ms=T0 + 60_000)
    asking.tell(again, described(T0 + 60_030))
    link = replace(asking.server.link, opened_ms=T0 + 60_000)
    asking.state = replace(asking.state, servers={S: replace(asking.server, link=link)})
    assert asking.tell(read(T0 + 60_100, OTHER), read(T0 + 60_200, OWN)) == [OTHER]
