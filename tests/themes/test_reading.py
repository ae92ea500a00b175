"""A palette of a user's own: taken when right, refused in one sentence when wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

import omo_watch_themes
from omo_watch_themes import PaletteError, load, read

DUSK = Path(omo_watch_themes.__file__).with_name("dusk.toml").read_text(encoding="utf-8")
TERMINAL = Path(omo_watch_themes.__file__).with_name("terminal.toml").read_text(encoding="utf-8")


def write(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(PaletteError) as caught:
        read(path)
    return str(caught.value)


def test_a_user_palette_is_named_by_its_file(tmp_path: Path) -> None:
    palette = read(write(tmp_path, DUSK.replace("#86bdf0", "#86BDF1")))
    assert palette.name == "mine"
    assert palette.busy == "#86BDF1"
    assert palette.ask_fill == load("dusk").ask_fill


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('busy    = "#86bdf0"', "", "'mine.toml': role 'busy' is missing"),
        ("busy ", "buzy ", "'mine.toml' line 19: 'buzy' is not a role (nearest: busy)"),
        (
            'busy    = "#86bdf0"',
            'busy = "#86bdf0"\nbuzy = "#000000"',
            "'mine.toml' line 20: 'buzy' is not a role (nearest: busy)",
        ),
        (
            'busy    = "#86bdf0"',
            'busy = "#86bdf0"\nask_fill = "#000000"',
            "'mine.toml' line 20: 'ask_fill' is not a role (nearest: ask-fill)",
        ),
        (
            "#86bdf0",
            "#86bdf",
            "'mine.toml' line 19: role 'busy' is '#86bdf', "
            "not a colour like '#1a2b3c' or 'bright_blue'",
        ),
        (
            '"#86bdf0"',
            "7",
            "'mine.toml' line 19: role 'busy' is 7, not a colour like '#1a2b3c' or 'bright_blue'",
        ),
        (
            "#86bdf0",
            "reverse",
            "'mine.toml' line 19: role 'busy' is 'reverse', "
            "not a colour like '#1a2b3c' or 'bright_blue'",
        ),
        (
            "#86bdf0",
            "cyan",
            "'mine.toml' line 19: role 'busy' is 'cyan' where 'ground' is '#17161f', "
            "and hex colours and ANSI names do not mix",
        ),
        ("dark = true", "", "'mine.toml': 'dark' must be there and be true or false"),
        (
            "dark = true",
            'dark = "yes"',
            "'mine.toml' line 2: 'dark' must be there and be true or false",
        ),
        (
            "dark = true",
            'dark = true\nname = "x"',
            "'mine.toml' line 3: 'name' is not a role, the file names the theme",
        ),
    ],
)
def test_a_fault_names_file_and_role(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in DUSK
    assert refusal(write(tmp_path, DUSK.replace(old, new))) == sentence


def test_hex_does_not_mix_into_ansi_names(tmp_path: Path) -> None:
    text = TERMINAL.replace('"cyan"', '"#00ffff"')
    assert "role 'busy' is '#00ffff' where 'ground' is 'default'" in refusal(write(tmp_path, text))


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, "dark = ")).startswith("'mine.toml' is not TOML: ")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe")
    assert refusal(path) == "'mine.toml' is not UTF-8 text"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "mine.toml")
    assert sentence == "'mine.toml' cannot be read: No such file or directory"


def test_a_file_name_that_names_no_theme_is_refused(tmp_path: Path) -> None:
    sentence = refusal(write(tmp_path, DUSK, name="my theme"))
    assert sentence == (
        "'my theme.toml': a theme's file name is made of letters, digits, '-' and '_'"
    )


def test_a_fault_carries_no_control_character(tmp_path: Path) -> None:
    key = r'"\u001b]52;c;x\u001b\\" = "\u001b[2J"'
    assert refusal(write(tmp_path, f"{DUSK}\n{key}\n")).isprintable()
    assert refusal(write(tmp_path, DUSK.replace("#86bdf0", r"\u001b[2J"))).isprintable()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dsk", "'dsk' is not a theme (nearest: dusk)"),
        ("../x", "'../x' is not a theme (there are dusk, paper, contrast, terminal)"),
    ],
)
def test_an_unknown_name_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(PaletteError) as caught:
        load(name)
    assert str(caught.value) == sentence


def test_a_palette_does_not_change() -> None:
    with pytest.raises(ValidationError):
        load("dusk").busy = "#000000"  # pyright: ignore[reportAttributeAccessIssue]
