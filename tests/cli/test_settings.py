"""The settings file: what is wrong is named with its line, the rest is used."""

from pathlib import Path

import pytest

from omo_watch.settings import Settings, SettingsError, read_settings
from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.policy import Policy

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
        ("[notifications]\ntell_other = true", 2, "Nearest: `tell_others`"),
        ('[notifications]\ntell_others = "now and then"', 2, "`notifications.tell_others`"),
        ('[chains]\nglobal = ["gpt"]', 2, "not of the form provider/model"),
        ('[chains.agents]\nbuild = ["gpt"]', 2, "not of the form provider/model"),
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


def test_of_two_servers_of_one_name_the_second_is_not_watched(tmp_path: Path) -> None:
    text = '[[servers]]\nname = "a"\nurl = "http://a"\n[[servers]]\nname = "a"\nurl = "http://b"\n'
    settings, faults = read_settings(_file(tmp_path, text))
    assert [server.url for server in settings.servers] == ["http://a"]
    assert [fault.line for fault in faults] == [5]
    assert "two servers are called 'a'" in str(faults[0])
    assert "This server is not watched." in str(faults[0])


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not TOML"):
        read_settings(_file(tmp_path, "theme = "))


# --- `[fallback]`


def test_the_fallback_is_on_with_the_plugins_own_defaults() -> None:
    assert Settings().fallback.as_policy() == Policy(enabled=True)


FALLBACK = """
[fallback]
enabled = false
retry_on_errors = [429, 529]
max_fallback_attempts = 5
cooldown_seconds = 0
timeout_seconds = 12.5
notify_on_fallback = false
restore_primary_after_cooldown = true
share_cooldowns = "all"
"""


def test_every_key_of_the_fallback_is_read(tmp_path: Path) -> None:
    settings, faults = read_settings(_file(tmp_path, FALLBACK))
    assert faults == ()
    assert settings.fallback.as_policy() == Policy(
        enabled=False,
        retry_on_errors=(429, 529),
        max_fallback_attempts=5,
        cooldown_seconds=0,
        timeout_seconds=12.5,
        notify_on_fallback=False,
        restore_primary_after_cooldown=True,
        share_cooldowns="all",
    )


@pytest.mark.parametrize(("word", "meant"), [("true", "rate-limits"), ("false", "off")])
def test_sharing_can_be_switched(tmp_path: Path, word: str, meant: str) -> None:
    settings, faults = read_settings(_file(tmp_path, f"[fallback]\nshare_cooldowns = {word}"))
    assert (settings.fallback.as_policy().share_cooldowns, faults) == (meant, ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("timeout = 3", "`timeout` is not a setting. Nearest: `timeout_seconds`."),
        ("timeout_seconds = -1", "`fallback.timeout_seconds`"),
        ('timeout_seconds = "30"', "`fallback.timeout_seconds`"),
        ("timeout_seconds = nan", "`fallback.timeout_seconds`"),
        ("max_fallback_attempts = 21", "`fallback.max_fallback_attempts`"),
        ("max_fallback_attempts = 0", "`fallback.max_fallback_attempts`"),
        ('enabled = "yes"', "`fallback.enabled`"),
        ("enabled = 1", "`fallback.enabled`"),
        ('share_cooldowns = "some"', "`fallback.share_cooldowns`"),
        ("cooldown_seconds = true", "`fallback.cooldown_seconds`"),
    ],
)
def test_a_fault_of_the_fallback_leaves_its_other_keys(
    tmp_path: Path, line: str, words: str
) -> None:
    text = f"[fallback]\n{line}\nnotify_on_fallback = false\n"
    settings, faults = read_settings(_file(tmp_path, text))
    assert [(fault.line, words in str(fault)) for fault in faults] == [(2, True)]
    assert settings.fallback.as_policy() == Policy(enabled=True, notify_on_fallback=False)


# --- the forms of a chain


def _agents(tmp_path: Path, text: str) -> dict[str, AgentEntry]:
    settings, faults = read_settings(_file(tmp_path, text))
    assert faults == ()
    return settings.chains.as_chains().agents


@pytest.mark.parametrize(
    ("form", "entry"),
    [
        ('"a/b"', AgentEntry(chain=("a/b",))),
        ('["a/b", "c/d(high)"]', AgentEntry(chain=("a/b", "c/d(high)"))),
        ('[{ model = "a/b", variant = "high" }]', AgentEntry(chain=("a/b(high)",))),
        ("[]", AgentEntry(chain=())),
        ('{ model = "p/m" }', AgentEntry(model="p/m")),
        ('{ model = "p/m", fallback_models = "a/b" }', AgentEntry(model="p/m", chain=("a/b",))),
        ('{ models = ["p/m", "a/b"] }', AgentEntry(model="p/m", chain=("a/b",))),
        ('{ category = "quick" }', AgentEntry(category="quick")),
        ("{ fallback_models = [] }", AgentEntry(chain=())),
    ],
)
def test_an_agents_chain_has_many_forms(tmp_path: Path, form: str, entry: AgentEntry) -> None:
    assert _agents(tmp_path, f"[chains.agents]\nbuild = {form}") == {"build": entry}


def test_a_category_has_the_same_forms(tmp_path: Path) -> None:
    text = '[chains.categories]\nquick = ["a/b"]\ndeep = { model = "p/m", fallback_models = [] }'
    settings, faults = read_settings(_file(tmp_path, text))
    assert (faults, settings.chains.as_chains().categories) == (
        (),
        {"quick": CategoryEntry(chain=("a/b",)), "deep": CategoryEntry(model="p/m", chain=())},
    )


def test_the_chain_for_everybody_may_be_one_model(tmp_path: Path) -> None:
    settings, faults = read_settings(_file(tmp_path, '[chains]\nglobal = "a/b"'))
    assert (settings.chains.as_chains(), faults) == (Chains(everywhere=("a/b",)), ())


def test_without_chains_there_are_none() -> None:
    assert Settings().chains.as_chains() == Chains()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[chains]\nglobal = [3]", "`chains.global`"),
        ('[chains]\nglobl = ["a/b"]', "Nearest: `global`"),
        ('[chains.categories]\nquick = ["gpt"]', "'gpt' is not of the form provider/model"),
        ('[chains.categories]\nquick = { model = "gpt" }', "'gpt' is not of the form"),
        ('[chains.agents]\nbuild = { model = "gpt" }', "'gpt' is not of the form"),
        ('[chains.agents]\nbuild = { models = ["a/b", "gpt"] }', "'gpt' is not of the form"),
        ("[chains.agents]\nbuild = 3", "`chains.agents.build`: must be a table or a list"),
        (
            '[chains.agents]\nbuild = [{ variant = "high" }]',
            "`chains.agents.build`: `fallback_models[0].model`",
        ),
        ("[chains.agents]\nbuild = { model = 3 }", "`chains.agents.build`: `model` must be a text"),
    ],
)
def test_a_fault_of_a_chain_leaves_the_other_levels(tmp_path: Path, text: str, words: str) -> None:
    settings, faults = read_settings(_file(tmp_path, f"{text}\n[fallback]\ntimeout_seconds = 3"))
    assert [words in str(fault) for fault in faults] == [True]
    assert settings.chains.as_chains() == Chains()
    assert settings.fallback.timeout_seconds == 3
