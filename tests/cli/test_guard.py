"""`omo-watch guard`: how it is called, and when it does not even begin."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from omo_watch.claiming import follow_claims, seen_claim
from omo_watch.cli import guard
from omo_watch.guarding import Guard
from omo_watch.places import journal_file
from omo_watch.settings import Settings
from omo_watch_core.claim import Claim
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.claims import Claims
from omo_watch_core.edge.clock import StillClock, SystemClock
from omo_watch_core.effects import Report
from omo_watch_core.events import ClaimHeard, Event
from omo_watch_core.link import Link
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Mode, Server, State
from tests.cli.running import Outcome, Shell

HERE = "http://127.0.0.1:1"  # nothing listens there, and nothing may be asked


class Started:
    """Stand in for the guard itself, and note with what it was started."""

    def __init__(self) -> None:
        self.calls: list[tuple[Sequence[Address], Settings, str]] = []

    async def __call__(self, addresses: Any, settings: Settings, mode: str) -> int:
        self.calls.append((addresses, settings, mode))
        return 0


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    fake = Started()
    monkeypatch.setattr(guard, "_guard", fake)
    return fake


def config(folder: Path, text: str) -> str:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_it_acts_by_itself_unless_told_otherwise(shell: Shell, started: Started) -> None:
    assert shell("guard", HERE) == Outcome(0, "", "")
    ((addresses, settings, mode),) = started.calls
    assert [address.url for address in addresses] == [HERE]
    assert (mode, settings) == ("auto", Settings())


@pytest.mark.parametrize("mode", ["auto", "assist"])
def test_a_mode_can_be_named(shell: Shell, started: Started, mode: str) -> None:
    shell("guard", "--mode", mode, "--server", f"lab={HERE}")
    ((addresses, _, given),) = started.calls
    assert ([address.name for address in addresses], given) == (["lab"], mode)


def test_its_settings_are_those_of_the_file(shell: Shell, started: Started, tmp_path: Path) -> None:
    text = f'[[servers]]\nname = "a"\nurl = "{HERE}"\n[chains]\nglobal = ["a/b"]'
    shell("guard", "--config", config(tmp_path, text))
    ((addresses, settings, _),) = started.calls
    assert [address.name for address in addresses] == ["a"]
    assert settings.chains.as_chains().everywhere == ("a/b",)


@pytest.mark.parametrize("args", [("--read-only",), ("--read-only", "--mode", "auto")])
def test_read_only_refuses(shell: Shell, started: Started, args: tuple[str, ...]) -> None:
    outcome = shell("guard", HERE, *args)
    assert (outcome.code, outcome.out, started.calls) == (1, "", [])
    first, hint = outcome.err.splitlines()
    assert first == "omo-watch: read-only, nothing was sent"
    assert "omo-watch events" in hint


def test_settings_that_only_watch_refuse(shell: Shell, started: Started, tmp_path: Path) -> None:
    file = config(tmp_path, 'mode = "watch"')
    outcome = shell("guard", HERE, "--config", file)
    assert (outcome.code, started.calls) == (1, [])
    assert outcome.err.startswith("omo-watch: read-only")


def test_a_mode_that_is_named_wins_over_the_settings(
    shell: Shell, started: Started, tmp_path: Path
) -> None:
    file = config(tmp_path, 'mode = "watch"')
    assert shell("guard", HERE, "--config", file, "--mode", "assist").code == 0
    assert started.calls[0][2] == "assist"


def test_settings_that_assist_are_no_reason_to_only_assist(
    shell: Shell, started: Started, tmp_path: Path
) -> None:
    file = config(tmp_path, 'mode = "assist"')
    shell("guard", HERE, "--config", file)
    assert started.calls[0][2] == "auto"


def test_a_fallback_that_is_off_refuses_and_says_where(
    shell: Shell, started: Started, tmp_path: Path
) -> None:
    file = config(tmp_path, "[fallback]\nenabled = false")
    outcome = shell("guard", HERE, "--config", file)
    assert (outcome.code, outcome.out, started.calls) == (1, "", [])
    first, hint = outcome.err.splitlines()
    assert first == "omo-watch: the fallback is off: `enabled = false` in `[fallback]`"
    assert "take that line out" in hint


@pytest.mark.parametrize(
    "args",
    [
        ("--mode", "watch"),
        ("--mode",),
        ("--nonsense",),
        ("ftp://x",),
        ("--server", "lab="),
        ("--config", "/does/not/exist.toml"),
    ],
)
def test_wrong_usage_is_exit_2(shell: Shell, started: Started, args: tuple[str, ...]) -> None:
    outcome = shell("guard", *args)
    assert (outcome.code, outcome.out, started.calls) == (2, "", [])
    assert outcome.err.startswith("omo-watch: ")


def test_it_is_among_the_commands(shell: Shell) -> None:
    out = shell("--help").out
    assert "  guard " in out
    assert "NDJSON" in shell("guard", "--help").out


def test_a_line_is_json_with_what_belongs_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    data: dict[str, object] = {"to": "a/b", "took_ms": 3}
    guard._print(
        Report(server="lab", session="ses_a", kind="result", at_ms=5, text="done", data=data)
    )
    guard._print(Report(server="lab", session="", kind="server", at_ms=6, text="grün"))
    assert capsys.readouterr().out.splitlines() == [
        '{"at_ms":5,"kind":"result","server":"lab","session":"ses_a","text":"done",'
        '"to":"a/b","took_ms":3}',
        '{"at_ms":6,"kind":"server","server":"lab","session":null,"text":"grün"}',
    ]


def test_only_where_every_server_refused_it_was_not_let_in() -> None:
    def state(*phases: Any) -> State:
        servers = (Server(name=str(n), url="", link=Link(phase=p)) for n, p in enumerate(phases))
        return State(servers={server.name: server for server in servers})

    assert guard._all_refused(state("refused", "refused"))
    assert not guard._all_refused(state("refused", "live"))


# --- the guard and its claims


def watching(mode: Mode = "auto") -> State:
    """Give a state with one server that nobody connects to."""
    server = Server(name="lab", url=HERE, link=Link())
    return State(servers={"lab": server}, mode=mode)


async def until(holds: Callable[[], object]) -> None:
    for _ in range(1_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def holder() -> Claim | None:
    return Claims(journal_file(), "test").seen(HERE, SystemClock().now_ms())


async def test_it_claims_its_servers_while_it_runs_and_says_so() -> None:
    told: list[Report] = []
    running = Guard((), watching(), told.append)
    task = asyncio.create_task(running.run())
    await until(lambda: running.state.servers["lab"].claim)
    claim, seen = running.state.servers["lab"].claim, holder()
    assert claim is not None
    assert seen == Claim(owner=claim.owner)
    assert (claim.own, claim.owner.split("@")[0]) == (True, f"guard {os.getpid()}")
    (line,) = [line for line in told if line.kind == "claim"]
    assert (line.server, line.text, line.data) == ("lab", f"held by {claim.owner}", {"own": True})
    running.stop()
    await task
    assert holder() is None


async def test_who_only_offers_claims_nothing() -> None:
    running = Guard((), watching("assist"), lambda report: None)
    task = asyncio.create_task(running.run())
    await asyncio.sleep(0.2)
    running.stop()
    await task
    assert not journal_file().exists()


async def test_the_claim_of_another_is_left_with_it_and_told() -> None:
    Claims(journal_file(), "another").take(HERE, SystemClock().now_ms())
    told: list[Report] = []
    running = Guard((), watching(), told.append)
    task = asyncio.create_task(running.run())
    await until(lambda: told)
    running.stop()
    await task
    assert [(line.text, line.data) for line in told] == [("held by another", {"own": False})]
    assert holder() == Claim(owner="another")


async def test_without_a_database_nothing_is_claimed_and_the_reason_is_told() -> None:
    journal_file().mkdir(parents=True)
    told: list[Report] = []
    running = Guard((), watching(), told.append)
    task = asyncio.create_task(running.run())
    await until(lambda: told)
    running.stop()
    await task
    claim = running.state.servers["lab"].claim
    assert "cannot be used" in told[0].text
    assert claim is None or not claim.own


# --- those who only look


def test_who_looks_sees_who_holds_the_claim() -> None:
    assert seen_claim(HERE, 5) is None
    assert not journal_file().exists()
    Claims(journal_file(), "another").take(HERE, 5)
    assert seen_claim(HERE, 6) == Claim(owner="another")
    assert seen_claim("http://127.0.0.1:2", 6) is None


def test_who_cannot_look_sees_nobody() -> None:
    journal_file().mkdir(parents=True)
    assert seen_claim(HERE, 5) is None


async def test_changes_of_the_claim_are_followed() -> None:
    clock, heard = StillClock(), list[Event]()
    state = watching()

    def post(events: Sequence[Event]) -> None:
        nonlocal state
        heard.extend(events)
        state, _ = reduce(state, events)

    following = asyncio.create_task(follow_claims(lambda: state, post, clock))
    await until(lambda: clock.sleeping)
    assert heard == []
    Claims(journal_file(), "another").take(HERE, clock.now_ms())
    for _ in range(4):  # the fourth look finds that nobody keeps it
        clock.advance(5_000)
        await until(lambda: clock.sleeping)
    following.cancel()
    assert [(event.owner, event.own) for event in heard if isinstance(event, ClaimHeard)] == [
        ("another", False),
        (None, False),
    ]
