"""What the screen wears: theme, accents and columns of a person's settings, and their faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from omo_watch.cli.dressing import dressed
from omo_watch.cli.failing import CommandError
from omo_watch.places import theme_file, themes_folder
from omo_watch.settings import Settings, read_settings
from omo_watch_themes import load

DUSK = "dark = true\n" + "\n".join(f'{k} = "{v}"' for k, v in load("dusk").colours().items())
SERVER = '[[servers]]\nname = "{0}"\nurl = "http://{0}:4096"\n'


def settings_of(tmp_path: Path, text: str) -> tuple[Settings, list[str], Path]:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    settings, faults = read_settings(file)
    return settings, [str(fault) for fault in faults], file


def remember(name: str) -> None:
    theme_file().parent.mkdir(parents=True, exist_ok=True)
    theme_file().write_text(name, encoding="utf-8")


def test_the_command_line_goes_before_settings_and_they_before_what_was_chosen(
    tmp_path: Path, own_home: Path
) -> None:
    assert dressed(None, Settings()).theme == "dusk"
    remember("contrast")
    assert dressed(None, Settings()).theme == "contrast"
    assert dressed(None, Settings()).wardrobe.fixed == ""
    settings, _, file = settings_of(tmp_path, 'theme = "paper"')
    assert dressed(None, settings, file).theme == "paper"
    assert dressed(None, settings, file).wardrobe.fixed == "config.toml"
    assert dressed("terminal", settings, file).theme == "terminal"
    assert dressed("terminal", settings, file).wardrobe.fixed == "--theme"


def test_what_is_kept_is_worn_next_time(own_home: Path) -> None:
    assert dressed(None, Settings()).wardrobe.remember("paper") == ""
    assert dressed(None, Settings()).theme == "paper"


def test_a_theme_of_the_settings_that_is_none_is_named(tmp_path: Path, own_home: Path) -> None:
    settings, _, file = settings_of(tmp_path, 'mode = "watch"\ntheme = "papr"')
    dress = dressed(None, settings, file)
    assert dress.theme == "dusk"
    assert dress.faults == (
        "config.toml line 2: 'papr' is not a theme (nearest: paper). The rest is in use.",
    )
    with pytest.raises(CommandError, match="there is no theme 'papr'"):
        dressed("papr", settings, file)


def test_own_themes_are_found_and_wrong_ones_named(own_home: Path) -> None:
    themes_folder().mkdir(parents=True)
    (themes_folder() / "sea.toml").write_text(DUSK, encoding="utf-8")
    (themes_folder() / "mud.toml").write_text(DUSK + '\nbuzy = "#ffffff"\n', encoding="utf-8")
    dress = dressed("sea", Settings())
    assert dress.theme == "sea"
    assert [fault.split(" ")[0] for fault in dress.faults] == ["'mud.toml'"]


def test_an_accent_is_a_role_or_a_colour(tmp_path: Path, own_home: Path) -> None:
    text = SERVER.format("one") + 'accent = "bad"\n' + SERVER.format("two") + 'accent = "#3fb0ac"'
    settings, faults, file = settings_of(tmp_path, text)
    assert faults == []
    assert dressed(None, settings, file).wardrobe.accents == {"one": "bad", "two": "#3fb0ac"}


def test_an_accent_that_cannot_be_read_is_refused(tmp_path: Path, own_home: Path) -> None:
    settings, faults, file = settings_of(tmp_path, SERVER.format("ci") + 'accent = "#555566"')
    dress = dressed(None, settings, file)
    assert faults == []
    assert dress.wardrobe.accents == {}
    assert dress.faults == (
        "config.toml line 4: the accent #555566 of ci has a contrast of 2.2 in dusk, "
        "and text needs 4.5. It is not used.",
    )
    assert dressed("paper", settings, file).wardrobe.accents == {"ci": "#555566"}


@pytest.mark.parametrize(
    ("accent", "words"),
    [
        ("bed", "`bed` is not a role of a theme. Nearest: `bad`"),
        ("#12", "`#12` is not a colour like `#1a2b3c`"),
    ],
)
def test_a_wrong_accent_costs_the_accent_only(tmp_path: Path, accent: str, words: str) -> None:
    wrong = SERVER.format("one") + f'accent = "{accent}"\n'
    text = '[[servers]]\nname = "x"\nurl = "ftp://x"\n' + SERVER.format("two") + wrong
    settings, faults, _ = settings_of(tmp_path, text)
    assert [server.name for server in settings.servers] == ["two", "one"]
    assert faults[0].startswith("config.toml line 3: ")
    assert faults[1].startswith("config.toml line 10: ")
    assert words in faults[1]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ('["state", "sesion"]', "`sesion` is not a column. Nearest: `session`"),
        ('["session", "state"]', "must begin with `state`"),
        ('["state", "cost"]', "must have `session`"),
        ('["state", "session", "cost", "cost"]', "`cost` stands in it twice"),
        ('"state"', "must be a list of columns"),
    ],
)
def test_wrong_columns_are_named(tmp_path: Path, columns: str, words: str) -> None:
    text = f'theme = "paper"\n[columns]\ntasks = ["state", "task"]\nsessions = {columns}\n'
    settings, faults, _ = settings_of(tmp_path, text)
    assert (settings.theme, settings.columns.tasks) == ("paper", ("state", "task"))
    assert settings.columns.sessions is None
    assert len(faults) == 1
    assert faults[0].startswith("config.toml line 4: ")
    assert words in faults[0]


def test_an_unknown_table_of_columns_has_a_nearest(tmp_path: Path) -> None:
    _, faults, _ = settings_of(tmp_path, '[columns]\nsession = ["state"]\n')
    assert "Nearest: `sessions`" in faults[0]
