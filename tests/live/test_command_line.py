"""The installed command line against a real server: documents, texts, exit codes."""

import asyncio
import json
import signal
from importlib.metadata import version
from pathlib import Path

import pytest

from omo_watch.cli.program import COMMANDS
from tests.live.lab import Lab
from tests.live.listing import read_listing
from tests.live.program import PROGRAM, begun, ended, omo_watch, piped
from tests.live.real_server import RealServer
from tests.live.script import bash, tool

pytestmark = pytest.mark.real
TODOS = [
    {"content": "Read the code", "status": "completed", "priority": "high"},
    {"content": "Write a test", "status": "in_progress", "priority": "low"},
]


async def test_the_listing_keeps_its_contract(lab: Lab, server: RealServer) -> None:
    idle = await lab.run("Be quick", variant="high")
    limited = await lab.ask("Wait", "limited-opus")
    await lab.becomes(limited, "retry")
    asking = await lab.ask("Make a file " + bash("touch x"))
    await lab.until(lab.permissions)
    done = await omo_watch("ls", "--json", server.url)
    document = read_listing(done.out)
    (entry,) = document.servers
    assert (entry.url, entry.state, entry.version) == (server.url, "live", "1.18.33")
    assert (entry.plugin, entry.in_charge, entry.lost_seconds) == (False, "nobody", 0.0)
    shown = {session.id: session for session in document.sessions}
    assert {session.server for session in document.sessions} == {entry.name}
    assert [shown[name].state for name in (idle, limited, asking)] == ["idle", "retry", "asking"]
    assert [shown[name].variant for name in (idle, limited)] == ["high", None]
    assert shown[limited].retry is not None
    assert shown[idle].retry is None
    assert shown[asking].silent_s is not None
    assert document.tasks == []


async def test_a_chain_of_the_settings_is_the_ladder(
    lab: Lab, server: RealServer, tmp_path: Path
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(
        f'[[servers]]\nname = "mine"\nurl = "{server.url}"\n'
        '[chains.agents]\nbuild = ["fake/limited-opus", "fake/nowhere", "fake/ok-gpt"]\n'
    )
    session = await lab.ask("Wait", "limited-opus")
    status = await lab.becomes(session, "retry")
    document = read_listing((await omo_watch("ls", "--json", "--config", str(settings))).out)
    assert [entry.name for entry in document.servers] == ["mine"]
    (entry,) = [entry for entry in document.sessions if entry.id == session]
    assert [(rung.model, rung.rung) for rung in entry.ladder] == [
        ("fake/limited-opus", "failed"),
        ("fake/nowhere", "unreachable"),
        ("fake/ok-gpt", "next"),
    ]
    assert entry.ladder[0].until_ms == status["next"]


async def test_a_session_is_shown_with_its_messages_and_its_plan(
    lab: Lab, server: RealServer
) -> None:
    session = await lab.run("Tell me " + bash("echo hello") + tool("todowrite", todos=TODOS))
    done = await omo_watch("show", session, "--json", "--server", server.url)
    document = done.json
    assert (done.code, document["id"], document["state"]) == (0, session, "idle")
    told = await lab.messages(session)
    assert [message["id"] for message in document["messages"]] == [
        message["info"]["id"] for message in told
    ]
    roles = [message["role"] for message in document["messages"]]
    assert roles == ["user", "assistant", "assistant", "assistant"]
    assert document["messages"][-1]["model"] == "fake/ok-gpt"
    assert document["messages"][-1]["finish"] == "stop"
    parts = [part for message in document["messages"] for part in message["parts"]]
    assert parts[-1]["text"] == told[-1]["parts"][-2]["text"] != ""
    assert [part["tool"] for part in parts if part["type"] == "tool"] == ["bash", "todowrite"]
    assert document["todos"] == TODOS

    text = await omo_watch("show", session[:-3], "--server", server.url)
    assert (text.code, text.err) == (0, "")
    assert "you    Tell me" in text.out
    assert "agent  ok-gpt: " in text.out
    assert "[x] Read the code" in text.out
    assert "[>] Write a test" in text.out


async def test_events_come_as_they_happen(lab: Lab, server: RealServer) -> None:
    words = ("events", server.url, "--limit", "12")
    process = await begun(str(PROGRAM), *words)
    assert process.stdout is not None
    first = json.loads(await process.stdout.readline())
    session = await lab.ask("Talk", "long-gpt")
    done = await ended(process)
    assert (done.code, done.err) == (0, "")
    events = [first, *map(json.loads, done.out.splitlines())]
    assert len(events) == 12
    assert first["event"] == "StreamOpened"
    assert {event["server"] for event in events} == {server.url.removeprefix("http://")}
    assert all(isinstance(event["at_ms"], int) for event in events)
    kinds = {event["event"] for event in events}
    assert "BytesHeard" not in kinds
    assert "TextGrew" not in kinds
    heard = [event for event in events if event["event"] == "StatusHeard"]
    assert {event["session"] for event in heard} == {session}


async def test_events_show_every_piece_of_text_when_asked(lab: Lab, server: RealServer) -> None:
    process = await begun(str(PROGRAM), "events", "--deltas", "--server", f"lab={server.url}")
    assert process.stdout is not None
    await process.stdout.readline()
    session = await lab.ask("Talk", "long-gpt")
    async with asyncio.timeout(30):
        while True:
            event = json.loads(await process.stdout.readline())
            if event["event"] == "TextGrew":
                break
    assert (event["server"], event["session"]) == ("lab", session)
    process.send_signal(signal.SIGINT)
    done = await ended(process)
    assert (done.code, done.err.strip()) == (130, "")


async def test_a_server_is_named_in_three_ways(server: RealServer) -> None:
    bare = f"127.0.0.1:{server.port}"
    for words, name in (
        ((server.url,), bare),
        ((bare,), bare),
        ((f"mine={server.url}",), "mine"),
        (("--server", f"mine={server.url}"), "mine"),
    ):
        done = await omo_watch("ls", "--json", *words)
        assert (done.code, done.err) == (0, "")
        (entry,) = read_listing(done.out).servers
        assert (entry.name, entry.url) == (name, server.url)


async def test_a_password_in_an_address_is_warned_about(server: RealServer) -> None:
    done = await omo_watch("ls", "--json", f"http://opencode:hidden@127.0.0.1:{server.port}")
    assert done.code == 0
    assert "OPENCODE_SERVER_PASSWORD" in done.err
    assert "hidden" not in done.out + done.err


async def test_the_table_is_for_people(lab: Lab, server: RealServer) -> None:
    session = await lab.ask("Wait for it", "limited-opus")
    await lab.becomes(session, "retry")
    done = await omo_watch("ls", server.url)
    assert done.code == 0
    assert done.err.startswith(f"127.0.0.1:{server.port} 1.18.33 live, ")
    heads, *lines = done.out.splitlines()
    assert heads.split()[0::9] == ["STATE", "ID"]
    (line,) = [line for line in lines if line.endswith(session)]
    assert line.startswith("retry ")
    assert "fake/limited-opus" in line
    assert "rate-limited" in line


async def test_help_names_every_command() -> None:
    done = await omo_watch("--help")
    assert (done.code, done.err) == (0, "")
    assert [name for name in COMMANDS if f"\n  {name} " not in done.out] == []
    for name in COMMANDS:
        of_command = await omo_watch(name, "--help")
        assert (of_command.code, of_command.err) == (0, "")
        assert of_command.out.startswith(f"Usage: omo-watch {name} ")


async def test_the_version_is_that_of_the_package() -> None:
    done = await omo_watch("--version")
    assert (done.code, done.out) == (0, f"omo-watch, version {version('omo-watch')}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lss",), "'lss'"),
        (("ls", "--nope"), "--nope"),
        (("--nope",), "--nope"),
        (("show",), "SESSION"),
        (("ls", "ftp://127.0.0.1"), "ftp://127.0.0.1"),
        (("ls", "a=http://127.0.0.1:1", "a=http://127.0.0.1:2"), "'a'"),
        (("ls", "--config", "nowhere.toml"), "nowhere.toml"),
        (("override", "ses_1", "gpt"), "gpt"),
        (("cancel", "ses_1", "--strength", "hard"), "hard"),
    ],
)
async def test_a_wrong_word_is_a_sentence_and_a_hint(words: tuple[str, ...], said: str) -> None:
    done = await omo_watch(*words)
    assert (done.code, done.out) == (2, "")
    sentence, hint = done.err.splitlines()
    assert sentence.startswith("omo-watch: ")
    assert said in sentence
    assert hint.startswith("  ")


async def test_the_screen_needs_a_terminal(server: RealServer) -> None:
    done = await omo_watch(server.url)
    assert (done.code, done.out) == (2, "")
    assert "terminal" in done.err


@pytest.mark.parametrize("command", [("cancel",), ("show",), ("override", "fake/ok-gpt")])
async def test_an_unknown_session_is_not_acted_on(
    server: RealServer, command: tuple[str, ...]
) -> None:
    name, *model = command
    done = await omo_watch(name, "ses_nobody", *model, "--json", "--server", server.url)
    assert (done.code, done.json["ok"]) == (1, False)
    assert "ses_nobody" in done.json["error"]
    assert "omo-watch ls" in done.json["hint"]


async def test_a_reader_who_is_gone_already_ends_it_quietly(server: RealServer) -> None:
    done = await piped(f"ls --json {server.url}", "true")
    assert done == (0, "", "")
