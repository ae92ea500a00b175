"""The settings file: what is wrong is named with its line, the rest is used."""

from pathlib import Path

import pytest

from omo_watch.settings import SettingsError, read_settings

GOOD = """
theme = "paper"
mode = "watch"

[[servers]]
name = "laptop"
url = "http://127.0.0.1:4096/"
password_env = "LAPTOP"

[chains]
global = ["openai/gpt-5.4"]
[chains.agents]
build = ["google/gemini-3-pro"]
oracle = []
"""


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_is_read(tmp_path: Path) -> None:
    settings, faults = read_settings(_file(tmp_path, GOOD))
    assert faults == ()
    assert (settings.theme, settings.mode) == ("paper", "watch")
    assert settings.servers[0].url == "http://127.0.0.1:4096"
    chains = settings.chains.as_chains()
    assert chains.everywhere == ("openai/gpt-5.4",)
    assert {name: entry.chain for name, entry in chains.agents.items()} == {
        "build": ("google/gemini-3-pro",),
        "oracle": (),
    }


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    settings, faults = read_settings(tmp_path / "none.toml")
    assert (settings.theme, settings.mode, settings.servers, faults) == ("dusk", "assist", (), ())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('theem = "paper"', 1, "`theem` is not a setting. Nearest: `theme`."),
        ('\nmode = "turbo"', 2, "`mode`"),
        ('[[servers]]\nname = "a"\nurl = "ftp://x"', 3, "http://127.0.0.1:4096"),
        ('[[servers]]\nname = "a"\nurl = "http://u:p@x"', 3, "must not hold a password"),
        ('[[servers]]\nname = "a"\nurl = "http://x"\npasword_env = "P"', 4, "`password_env`"),
        ('[chains]\nglobal = ["gpt"]', 2, "not of the form provider/model"),
        ('[chains.agents]\nbuild = ["gpt"]', 1, "not of the form provider/model"),
    ],
)
def test_a_fault_names_its_line_and_a_way_out(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    settings, faults = read_settings(_file(tmp_path, text))
    assert [(fault.line, words in str(fault)) for fault in faults] == [(line, True)]
    assert settings.theme == "dusk"


def test_one_bad_server_leaves_the_others(tmp_path: Path) -> None:
    text = "".join(
        f'[[servers]]\nname = "{name}"\nurl = "{url}"\n'
        for name, url in (("a", "http://a"), ("b", "nonsense"), ("c", "https://c"))
    )
    settings, faults = read_settings(_file(tmp_path, text))
    assert [server.name for server in settings.servers] == ["a", "c"]
    assert [fault.line for fault in faults] == [6]


def test_two_servers_of_one_name_are_refused(tmp_path: Path) -> None:
    text = '[[servers]]\nname = "a"\nurl = "http://a"\n[[servers]]\nname = "a"\nurl = "http://b"\n'
    settings, faults = read_settings(_file(tmp_path, text))
    assert settings.servers == ()
    assert "two servers are called 'a'" in str(faults[0])


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not TOML"):
        read_settings(_file(tmp_path, "theme = "))
