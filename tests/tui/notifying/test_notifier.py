"""The notifier: from states to a terminal, a program and a socket, and to the lines of the Log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace
from tests.tui.make import NOW, SECOND, ask, server, session, state
from tests.tui.notifying.hooks import HANG, hook
from tests.tui.talk import OPUS

from omo_watch.notifying.notifier import MOST_OPEN, Notifier, Ways
from omo_watch.notifying.ways import NO_WAY
from omo_watch.notifying.webhook import Webhook
from omo_watch_core.changes import NOTHING
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.events import NoticeSent
from omo_watch_core.notify.nouns import Rules
from omo_watch_core.state import SessionKey, State

RULES = Rules(causes=frozenset({"asking"}), after_ms=0, pause_ms=SECOND)
ASKED = "\x1b]9;omo-watch: Deploy asks: permission\x1b\\"


class Person:
    """Let seconds pass over a server whose sessions ask, and keep what is told."""

    def __init__(self, ways: Ways, rules: Rules = RULES) -> None:
        self.written: list[str] = []
        self.log: list[NoticeSent] = []
        self._heard = asyncio.Event()
        self.view: SessionKey | None = None
        self.state = self._with()
        self.notifier = Notifier(
            rules, ways, SystemClock(),
            tell=self._tell, write=self.written.append, in_view=lambda: self.view,
        )  # fmt: skip
        self.pass_time(6)

    def ask(self, *names: str) -> None:
        """Let these ask from now on."""
        self.state = replace(self._with(*names), now_ms=self.state.now_ms)
        self.pass_time(1)

    def pass_time(self, seconds: int) -> None:
        """Show the state each half second."""
        for _ in range(2 * seconds):
            self.state = replace(self.state, now_ms=self.state.now_ms + SECOND // 2)
            self.notifier.take(self.state, NOTHING)

    async def told(self, lines: int) -> list[tuple[str, str, str]]:
        """Wait for so many lines of the Log: way, text, fault."""
        async with asyncio.timeout(5):
            while len(self.log) < lines:
                self._heard.clear()
                await self._heard.wait()
        return [(sent.way, sent.text, sent.fault) for sent in self.log]

    def _tell(self, news: Sequence[NoticeSent]) -> None:
        self.log += news
        self._heard.set()

    def _with(self, *names: str) -> State:
        titles = ("Deploy", "Rename", "Billing")
        made = [session(f"ses_{t.lower()}", t, OPUS, status="busy", since=SECOND) for t in titles]
        asks = [ask(f"ses_{name}", "permission", "./deploy.sh --key 1", -60_000) for name in names]
        return replace(state(server("laptop", made, asks=asks)), now_ms=NOW)


def test_bell_and_desktop_ring_once_and_stand_in_the_log() -> None:
    person = Person(Ways(bell=True, desktop="osc9"))
    person.ask("deploy")
    person.pass_time(60)
    assert person.written == ["\a", ASKED]
    (sent,) = person.log
    assert (sent.way, sent.text) == ("bell, osc9", "Deploy asks: permission")
    assert (sent.server, sent.session, sent.fault) == ("laptop", "ses_deploy", "")


def test_several_are_told_as_one_and_the_log_line_names_no_single_session() -> None:
    person = Person(Ways(desktop="osc777", in_tmux=True))
    person.ask("deploy", "rename")
    (line,) = person.written
    assert line.startswith("\x1bPtmux;\x1b\x1b]777;notify;omo-watch;2 sessions need you: ")
    assert [(sent.server, sent.session) for sent in person.log] == [("", "")]


def test_who_looks_at_it_hears_no_bell_and_it_is_not_told_later() -> None:
    person = Person(Ways(bell=True))
    person.view = ("laptop", "ses_deploy")
    person.ask("deploy")
    person.view = None
    person.pass_time(60)
    assert (person.written, person.log) == ([], [])


def test_who_wants_it_is_told_at_the_keyboard_too() -> None:
    person = Person(Ways(bell=True), replace(RULES, only_when_away=False))
    person.view = ("laptop", "ses_deploy")
    person.ask("deploy")
    assert person.written == ["\a"]


def test_a_desktop_without_a_way_is_one_line_for_each_notice() -> None:
    person = Person(Ways(no_way=True))
    person.ask("deploy")
    assert [(sent.way, sent.fault) for sent in person.log] == [("desktop", NO_WAY)]


def test_a_webhook_is_told_also_of_what_is_looked_at_and_without_titles() -> None:
    async def run() -> None:
        async with hook("200 OK") as made:
            person = Person(Ways(webhook=Webhook(url=made.url)))
            person.view = ("laptop", "ses_deploy")
            person.ask("deploy")
            line = ("webhook 127.0.0.1", "1 session needs you", "")
            assert await person.told(1) == [line]
            assert b"Deploy" not in made.bodies[0]
            assert b"deploy.sh" not in made.bodies[0]
            (told,) = msgspec.json.decode(made.bodies[0])["sessions"]
            assert (told["session"], told["what"]) == ("ses_deploy", "permission")

    asyncio.run(run())


def test_a_webhook_that_refuses_is_one_line_without_its_path() -> None:
    async def run() -> None:
        async with hook("404 Where") as made:
            person = Person(Ways(webhook=Webhook(url=made.url, headers={"X-Key": "s3cret"})))
            person.ask("deploy")
            ((_, _, fault),) = await person.told(1)
            assert fault == "it answered 404"
            assert "secret" not in repr(person.log)
            assert "s3cret" not in repr(person.log)

    asyncio.run(run())


def test_one_that_is_not_there_says_why() -> None:
    person = Person(Ways(webhook_fault="the variable HOOK is not set"))
    person.ask("deploy")
    assert [sent.fault for sent in person.log] == ["the variable HOOK is not set"]


def test_a_webhook_that_hangs_holds_nothing_up_and_piles_up_no_errands() -> None:
    async def run() -> None:
        async with hook(HANG) as made:
            person = Person(Ways(bell=True, webhook=Webhook(url=made.url)))
            for round_ in range(MOST_OPEN + 1):
                person.ask("deploy" if round_ % 2 else "rename")
                person.pass_time(20)
            assert person.written == ["\a"] * (MOST_OPEN + 1)
            refused = [sent.fault for sent in person.log if sent.fault]
            assert refused == [f"{MOST_OPEN} earlier ones are still on their way"]

    asyncio.run(run())
