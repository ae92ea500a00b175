"""A user's own themes: those that can be read are worn, the others are named and left out."""

from pathlib import Path

import pytest

import omo_watch_themes
from omo_watch_themes import LEAST, PaletteError, contrast, load, shelf
from omo_watch_themes.weakness import weaknesses

DUSK = Path(omo_watch_themes.__file__).with_name("dusk.toml").read_text(encoding="utf-8")


def test_without_a_folder_there_are_the_four(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "themes", tmp_path):
        found = shelf(folder)
        assert found.names == ("dusk", "paper", "contrast", "terminal")
        assert found.faults == ()
        assert found.take("paper") == load("paper")


def test_own_themes_stand_behind_the_four(tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text(DUSK.replace("#86bdf0", "#a0d0ff"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no theme", encoding="utf-8")
    found = shelf(tmp_path)
    assert found.names[4:] == ("night",)
    assert found.take("night").busy == "#a0d0ff"


def test_a_wrong_one_is_named_with_its_line_and_the_rest_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(DUSK + '\nbuzy = "#ffffff"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(DUSK, encoding="utf-8")
    (tmp_path / "paper.toml").write_text(DUSK, encoding="utf-8")
    found = shelf(tmp_path)
    assert found.names[4:] == ("b",)
    line = DUSK.count("\n") + 2
    assert found.faults == (
        f"'a.toml' line {line}: 'buzy' is not a role (nearest: busy)",
        "'paper.toml': a theme of this name comes with the program",
    )


def test_a_text_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dim.toml").write_text(DUSK.replace("#86bdf0", "#5a6f88"), encoding="utf-8")
    found = shelf(tmp_path)
    assert "dim" not in found.names
    ratio = contrast("#5a6f88", load("dusk").cursor)
    assert ratio < LEAST
    line = 1 + DUSK[: DUSK.index("busy ")].count("\n")
    assert found.faults == (
        f"'dim.toml' line {line}: 'busy' on 'cursor' has a contrast of {ratio:.1f}, "
        "and text needs 4.5, and 3 more like it",
    )


def test_a_chip_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    text = DUSK.replace('on-ask     = "#17161f"', 'on-ask     = "#ffffff"')
    assert text != DUSK
    (tmp_path / "chip.toml").write_text(text, encoding="utf-8")
    assert "'on-ask' on 'ask-fill'" in shelf(tmp_path).faults[0]


def test_the_programs_own_have_no_weakness() -> None:
    for name in omo_watch_themes.names():
        assert weaknesses(load(name)) == []


def test_an_unknown_name_has_a_nearest_among_all(tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text(DUSK, encoding="utf-8")
    with pytest.raises(PaletteError, match=r"'nigt' is not a theme \(nearest: night\)"):
        shelf(tmp_path).take("nigt")
