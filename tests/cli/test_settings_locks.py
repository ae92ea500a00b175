"""What the settings lock stays locked, whatever else is wrong in them."""

from pathlib import Path

import pytest

from omo_watch.cli.targets import locked, named
from omo_watch.settings import SettingsError, read_settings


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


LOCKED = """
mode = "watch"
[[servers]]
name = "prod"
url = "http://127.0.0.1:4096"
read_only = true
"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[keys.inbox]\nmove = "M"', 7, "`keys.inbox`: must be a key such as `M`"),
        ('[keys]\nmove = { a = "M" }', 8, "`keys.move`: must be a key such as `M`"),
        ('[keys]\nmove = ["M", 3]', 8, "`keys.move`: must be a key such as `M`"),
        ('[fallback]\nretry_on_errors = ["x"]', 8, "`fallback.retry_on_errors.0`"),
        ('usrname = "me"', 7, "`usrname` is not a setting. Nearest: `username`."),
        ('accent = "#zzz"', 7, "is not a colour"),
    ],
)
def test_a_fault_elsewhere_leaves_mode_and_locks(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    settings, faults = read_settings(write(tmp_path, f"{LOCKED}{text}\n"))
    assert settings.mode == "watch"
    assert [(one.name, one.read_only) for one in settings.servers] == [("prod", True)]
    assert [(fault.line, said in str(fault)) for fault in faults] == [(line, True)]
    assert "not watched" not in str(faults[0])
    (address,) = locked(named(["http://localhost:4096"], {}), settings)
    assert address.read_only


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("read_onyl = true", "read_only = true"),
        ("readonly = true", "read_only = true"),
        ('read_only = "perhaps"', "read_only = true"),
        ('url = "127.0.0.1:4096"', 'url = "http://127.0.0.1:4096"'),
        ('name = ""', 'name = "prod"'),
        ("[servers]", "[[servers]]"),
        ("[[server]]", "[[servers]]"),
    ],
)
def test_nothing_is_begun_where_a_fault_would_take_a_lock_away(
    tmp_path: Path, wrong: str, right: str
) -> None:
    assert right in LOCKED
    with pytest.raises(SettingsError, match="must stay read-only"):
        read_settings(write(tmp_path, LOCKED.replace(right, wrong)))


def test_a_second_server_of_a_name_does_not_lose_its_lock_either(tmp_path: Path) -> None:
    first = '[[servers]]\nname = "prod"\nurl = "http://a"\n'
    with pytest.raises(SettingsError, match="two servers are called 'prod'"):
        read_settings(write(tmp_path, first + LOCKED.replace('mode = "watch"', "")))


def test_a_server_that_goes_with_its_fault_is_named_as_not_watched(tmp_path: Path) -> None:
    text = LOCKED.replace("true", "false").replace("http://127.0.0.1:4096", "nonsense")
    settings, faults = read_settings(write(tmp_path, text))
    assert (settings.servers, settings.mode) == ((), "watch")
    assert str(faults[0]).endswith("This server is not watched. The rest is in use.")


def test_too_many_faults_are_no_settings_at_all(tmp_path: Path) -> None:
    wrong = "".join(f"wrong_{number} = 1\n" for number in range(50))
    with pytest.raises(SettingsError, match=r"has 50 faults or more; the first: .*`wrong_0`"):
        read_settings(write(tmp_path, wrong + LOCKED))
