"""Leading out of the program: attach, copy, browser."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.tui.moments import asking
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story

from omo_watch.app import OmoWatch
from omo_watch.away import lend
from omo_watch.reaching import (
    PASSWORD,
    USERNAME,
    attach_command,
    attach_environment,
    attach_words,
    can_browse,
    web_address,
)
from omo_watch_core.edge.address import Address
from omo_watch_core.state import State

SECRET = "do-not-show-7"
EVIL = "$(touch /tmp/x); 'rm'"


@pytest.fixture(autouse=True)
def lent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often the terminal was lent; a test has none."""
    times: list[str] = []

    @contextmanager
    def suspend(app: OmoWatch) -> Iterator[None]:
        times.append("lent")
        yield
        times.append("back")

    monkeypatch.setattr(OmoWatch, "suspend", suspend)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return times


def program(folder: Path, script: str) -> dict[str, str]:
    """Write a program named opencode; give an environment that finds it alone."""
    made = folder / "opencode"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}:/usr/bin:/bin", "OUT": str(folder / "out")}


def found(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> dict[str, str]:
    """The same, found by this process as well."""
    environ = program(folder, script)
    monkeypatch.setenv("PATH", environ["PATH"])
    return environ


async def settled(screen: Opened) -> None:
    """Let what runs end."""
    leaving = [one for one in screen.app.workers if one.group in ("attach", "browse")]
    if leaving:
        await screen.app.workers.wait_for_complete(leaving)
    await screen.pilot.pause()


def test_no_password_stands_in_the_words() -> None:
    url = f"http://me:{SECRET}@box:4096/base/"
    words = attach_words(url, "ses_1", "/srv/dev")
    assert words == (
        "opencode", "attach", "http://box:4096/base", "--session", "ses_1", "--dir", "/srv/dev",
    )  # fmt: skip
    assert SECRET not in attach_command(url, "ses_1", "/srv/dev")
    assert SECRET not in web_address(url, "ses_1", "/srv/dev")


def test_a_command_can_be_pasted_whatever_its_words_are() -> None:
    command = attach_command("http://box:1", EVIL, EVIL)
    assert command.count("'$(touch /tmp/x); '") == 2


def test_the_page_of_a_session_is_named_as_the_server_names_it() -> None:
    page = web_address("http://127.0.0.1:4096", "ses_1", "/srv/dev/ü?")
    assert page == "http://127.0.0.1:4096/L3Nydi9kZXYvw7w_/session/ses_1"


@pytest.mark.parametrize(
    ("url", "password", "expected"),
    [
        ("http://127.0.0.1:1", SECRET, {PASSWORD: SECRET}),
        ("http://ann@127.0.0.1:1", SECRET, {PASSWORD: SECRET, USERNAME: "ann"}),
        ("http://box:1", None, {}),
    ],
)
def test_each_server_gets_its_own_password(
    url: str, password: str | None, expected: dict[str, str]
) -> None:
    before = {"HOME": "/h", PASSWORD: "of another", USERNAME: "other"}
    got = attach_environment(before, Address.of("box", url, password))
    assert got == {"HOME": "/h", **expected}


@pytest.mark.parametrize(
    ("environ", "platform", "able"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "w", "SSH_TTY": "/dev/pts/1"}, "linux", True),
        ({}, "linux", False),
        ({"BROWSER": "w3m"}, "linux", False),
        ({"BROWSER": "w3m", "DISPLAY": ":0"}, "linux", True),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "1 2 3 4"}, "darwin", False),
    ],
)
def test_a_browser_needs_somebody_who_sees_it(
    environ: dict[str, str], platform: str, able: bool
) -> None:
    assert can_browse(environ, platform) is able


async def test_a_lent_terminal_comes_back_with_the_last_words(tmp_path: Path) -> None:
    environ = program(tmp_path, 'echo "$1" > "$OUT"; printf "\\033[31mno such\\n" >&2; exit 3')
    ended = await lend([str(tmp_path / "opencode"), "attach"], environ)
    assert ended.status == 3
    assert "\x1b" not in ended.said
    assert ended.said.endswith("no such")
    assert (tmp_path / "out").read_text() == "attach\n"


async def test_what_cannot_start_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "opencode"
    broken.write_text("")
    assert (await lend([str(broken)], {})).said == "Permission denied"
    assert (await lend([str(tmp_path / "none")], {})) == (None, "")


@pytest.mark.parametrize("letter", ["\0", "\ud800"])
async def test_what_no_program_can_be_given_is_said(letter: str) -> None:
    ended = await lend(["echo", f"/srv/{letter}"], {})
    assert ended == (None, "its id or folder has a letter that no program can be given")


async def test_a_folder_that_no_program_can_be_given_does_not_end_the_screen() -> None:
    made = story()
    laptop = made.servers["laptop"]
    one = laptop.sessions[BILLING]
    odd = replace(one, info=replace(one.info, directory="/srv/\0"))
    server = replace(laptop, sessions={**laptop.sessions, BILLING: odd})
    async with opened(replace(made, servers={**made.servers, "laptop": server})) as screen:
        await screen.press("j", "a")
        await settled(screen)
        assert screen.app.is_running
        assert "opencode attach did not start: its id or folder" in screen.text


async def test_attach_lends_the_terminal_and_comes_back_to_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lent: list[str]
) -> None:
    environ = found(tmp_path, monkeypatch, 'echo "$@" > "$OUT"; echo "$PASS" >> "$OUT"')
    async with opened(story()) as screen:
        await screen.press("j")
        screen.desk.environ = {**environ, "PASS": SECRET}
        key = screen.overview.table.key
        assert key is not None
        await screen.press("a")
        await settled(screen)
        assert lent == ["lent", "back"]
        words, secret = (tmp_path / "out").read_text().splitlines()
        laptop = screen.desk.state.servers["laptop"]
        directory = laptop.sessions[BILLING].info.directory
        assert words == f"attach {laptop.url} --session {BILLING} --dir {directory}"
        assert secret == SECRET
        assert SECRET not in screen.text
        assert screen.overview.table.key == key
        assert "attached to Refactor billing and has ended" in screen.text


async def test_attach_says_what_to_do_where_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with opened(story(), (120, 40)) as screen:
        screen.desk.environ = {"PATH": str(tmp_path)}
        await screen.press("a")
        await settled(screen)
        assert "opencode is not found on this machine" in screen.text
        assert "Y copies the command" in screen.text
        environ = found(tmp_path, monkeypatch, "echo 'Session not found' >&2; exit 1")
        screen.desk.environ = environ
        await screen.press("a")
        await settled(screen)
        assert "opencode attach ended with 1: Session not found. Y copies" in screen.text


async def test_nothing_is_attached_where_nothing_may_change(lent: list[str]) -> None:
    async with opened(replace(story(), mode="watch"), (120, 40)) as screen:
        await screen.press("a")
        assert "read-only, nothing was attached" in screen.text
        assert lent == []
        await screen.press("y")
        assert "copied" in screen.text


async def test_a_server_that_is_only_read_is_not_attached_to_either(lent: list[str]) -> None:
    servers = {name: replace(one, read_only=True) for name, one in story().servers.items()}
    async with opened(replace(story(), servers=servers), (120, 40)) as screen:
        await screen.press("a")
        await settled(screen)
        assert "is read-only, nothing was attached: Y copies" in screen.text
        assert lent == []
        assert screen.desk.asked == []
        await screen.press("enter", "a")
        await settled(screen)
        assert lent == []


async def test_copy_says_what_was_copied() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "y")
        assert screen.app.clipboard == BILLING
        assert f"{BILLING}, the id of Refactor billing" in screen.text
        await screen.press("Y")
        assert screen.app.clipboard.startswith("opencode attach http://")
        assert "without a password" in screen.text


async def test_the_keys_work_where_a_session_stands() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter", "y")
        assert screen.app.clipboard == BILLING
        assert "the id of Refactor" in screen.text
    async with opened(asking()) as screen:
        await screen.press("4", "y")
        assert screen.app.clipboard.startswith("ses_")
    async with opened(asking()) as screen:
        await screen.press("2", "y")
        assert screen.app.clipboard.startswith("ses_")


async def test_without_a_session_it_says_so() -> None:
    async with opened(State(now_ms=1, servers=story().servers | {})) as screen:
        await screen.press("slash", *"zzzz", "enter", "y")
        assert "no session stands here, so there is nothing to copy" in screen.text
