"""Where servers are looked for when nobody names one, and what is said about it."""

from collections.abc import Mapping

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import StillClock
from omo_watch_core.edge.discover import Discovery, Look, discover
from omo_watch_core.edge.health import Health
from omo_watch_core.edge.processes import Program

WELL = Health(status=200, version="1.18.33", took_ms=3)
LOCKED = Health(status=401, took_ms=3, reason="it wants a password")
NOBODY = Health(refused=True, reason="nothing listens there")
USUAL = "http://127.0.0.1:4096"
SECRET = {"OPENCODE_SERVER_PASSWORD": "secret", "OPENCODE_SERVER_USERNAME": "me"}


class Network:
    """Answer health questions by url, and note who asked."""

    def __init__(self, answers: Mapping[str, Health], *programs: Program) -> None:
        self.answers = answers
        self.programs = programs
        self.asked: list[Address] = []

    async def ask(self, address: Address) -> Health:
        self.asked.append(address)
        return self.answers.get(address.url, NOBODY)

    async def search(
        self, environment: Mapping[str, str] | None = None, *settings: Address
    ) -> Discovery:
        return await discover(
            settings,
            environment or {},
            StillClock(),
            ask=self.ask,
            running=lambda: self.programs,
        )


def serving(port: int, host: str = "127.0.0.1") -> Program:
    return Program(pid=port, parent=1, command="serve", listens=((host, port),))


async def test_the_only_server_is_joined() -> None:
    found = await Network({USUAL: WELL}, serving(4096)).search()
    assert found.joined is not None
    assert (found.joined.address.url, found.joined.version) == (USUAL, "1.18.33")
    assert found.looks[0] == Look(
        place="127.0.0.1:4096", what="the usual port", result="OpenCode 1.18.33"
    )


async def test_several_servers_are_a_choice() -> None:
    other = "http://127.0.0.1:5000"
    found = await Network({USUAL: WELL, other: WELL}, serving(5000)).search()
    assert [server.address.url for server in found.found] == [USUAL, other]
    assert found.joined is None


async def test_a_server_that_wants_a_password_is_found_and_not_joined() -> None:
    found = await Network({USUAL: LOCKED}).search()
    assert [server.is_locked for server in found.found] == [True]
    assert found.joined is None


async def test_what_answers_as_something_else_is_not_found_but_said() -> None:
    page = Health(status=200, reason="it answers with a web page")
    found = await Network({USUAL: page}).search()
    assert found.found == ()
    assert found.looks[0].result == "it answers with a web page"


async def test_the_password_of_the_environment_stays_on_this_machine() -> None:
    network = Network({}, serving(5000, "192.168.1.7"), serving(5001, "0.0.0.0"))
    await network.search(SECRET)
    assert {(a.url, a.username, a.password) for a in network.asked} == {
        (USUAL, "me", "secret"),
        ("http://192.168.1.7:5000", "opencode", None),
        ("http://127.0.0.1:5001", "me", "secret"),
    }


async def test_every_place_is_named_when_nothing_is_found() -> None:
    found = await Network({}).search()
    assert [(look.place, look.what, look.result) for look in found.looks] == [
        ("127.0.0.1:4096", "the usual port", "nothing listens there"),
        ("this machine", "running servers", "none found"),
        ("environment", "OPENCODE_SERVER_PASSWORD", "is not set"),
    ]
    assert "secret" not in str(await Network({}).search(SECRET))


async def test_a_screen_that_listens_on_no_port_is_named() -> None:
    found = await Network(
        {USUAL: WELL},
        serving(4096),
        Program(pid=77, parent=1, command=""),
        Program(pid=78, parent=1, command="attach"),
    ).search()
    hidden = [look for look in found.looks if look.what == "plain opencode"]
    assert [(look.place, "no port" in look.result) for look in hidden] == [("process 77", True)]


async def test_settings_come_first_and_alone() -> None:
    mine = Address.of("lab", "http://lab.example:4096", "own")
    network = Network({}, serving(5000))
    found = await network.search(SECRET, mine)
    assert [server.address for server in found.found] == [mine]
    assert network.asked == [mine]
