"""Wrong calls get one sentence and exit code 2; a machine gets it as JSON."""

import pytest

from tests.cli.running import Shell


def test_the_version_is_said(shell: Shell) -> None:
    assert shell("--version").out.startswith("omo-watch, version ")


def test_help_names_every_command(shell: Shell) -> None:
    out = shell("--help").out
    for name in ("ls", "show", "events", "override", "cancel", "demo", "watch"):
        assert f"  {name} " in out


@pytest.mark.parametrize(
    "args",
    [
        ("ls", "--nonsense"),
        ("ls", "--at", "soon"),
        ("show",),
        ("override", "ses_1"),
        ("cancel", "ses_1", "--strength", "gentle"),
        ("cancel",),
        ("cancel", "ses_1", "--way", "kindly"),
        ("cancel", "ses_1", "--way", "abort", "--strength", "tree"),
        ("cancel", "ses_1", "--model", "a/b"),
        ("cancel", "ses_1", "--way", "rescue", "--model", "nomodel"),
        ("cancel", "ses_1", "--text", "Stop"),
        ("ls", "ftp://x"),
        ("ls", "--config", "/does/not/exist.toml"),
        ("override", "ses_1", "nomodel", "--server", "http://127.0.0.1:1"),
    ],
)
def test_wrong_usage_is_exit_2(shell: Shell, args: tuple[str, ...]) -> None:
    outcome = shell(*args)
    assert outcome.code == 2
    assert outcome.err.startswith("omo-watch: ")
    assert len(outcome.err.splitlines()) <= 2
    assert outcome.out == ""


def test_wrong_usage_in_json(shell: Shell) -> None:
    outcome = shell("ls", "--nonsense", "--json")
    assert outcome.code == 2
    assert outcome.document["ok"] is False
    assert "--nonsense" in outcome.document["error"]


@pytest.mark.parametrize(
    "args",
    [
        ("override", "ses_1", "a/b"),
        ("cancel", "ses_1"),
        ("cancel", "x", "--yes"),
        ("cancel", "x", "y", "--way", "delete", "--yes"),
        ("cancel", "x", "--way", "stop-all", "--yes"),
        ("cancel", "x", "--way", "rescue"),
    ],
)
def test_read_only_refuses_and_sends_nothing(shell: Shell, args: tuple[str, ...]) -> None:
    # nothing listens there: an answer other than the refusal would be exit 3
    outcome = shell(*args, "--read-only", "--json", "--server", "http://127.0.0.1:1")
    assert outcome.code == 1
    assert outcome.document["error"].startswith("read-only")


def test_nothing_listening_is_exit_3(shell: Shell) -> None:
    outcome = shell("ls", "http://127.0.0.1:1", "--json")
    assert outcome.code == 3
    assert outcome.document["ok"] is False
    assert outcome.document["hint"]


def test_the_screen_needs_a_terminal(shell: Shell) -> None:
    outcome = shell("http://127.0.0.1:1")
    assert outcome.code == 2
    assert "needs a terminal" in outcome.err
