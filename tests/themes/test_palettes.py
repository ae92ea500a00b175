"""The palettes that come with the program: complete, and readable by measure."""

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

import omo_watch_themes
from omo_watch_themes import PAGES, ROLES, contrast, load, names

TEXTS = ("text", "soft", "muted", "accent", "ask", "bad", "wait", "unknown", "busy", "done")
CHIPS = (("on-ask", "ask-fill"), ("on-stuck", "stuck-fill"))


def test_the_roles_are_those_of_the_look() -> None:
    assert set(ROLES) == {*PAGES, "line", *TEXTS, *(role for chip in CHIPS for role in chip)}


def test_names_are_the_files_that_ship() -> None:
    folder = Path(omo_watch_themes.__file__).parent
    assert names()[0] == "dusk"
    assert sorted(names()) == sorted(path.stem for path in folder.glob("*.toml"))


@pytest.mark.parametrize("name", names())
def test_every_role_has_a_colour(name: str) -> None:
    palette = load(name)
    assert palette.name == name
    assert all(palette.colours()[role] for role in ROLES)


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#777777", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just misses
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_the_published_ratio(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast(second, first) == contrast(first, second)


@pytest.mark.parametrize(("name", "role", "page"), product(("dusk", "paper"), TEXTS, PAGES))
def test_text_reads_on_every_page(name: str, role: str, page: str) -> None:
    colours = load(name).colours()
    assert contrast(colours[role], colours[page]) >= 4.5


@pytest.mark.parametrize("role", TEXTS)
def test_contrast_palette_reads_better(role: str) -> None:
    colours = load("contrast").colours()
    assert contrast(colours[role], colours["ground"]) >= 7
    assert contrast(colours[role], colours["cursor"]) >= 7


@pytest.mark.parametrize(("name", "chip"), product(("dusk", "paper", "contrast"), CHIPS))
def test_chips_read(name: str, chip: tuple[str, str]) -> None:
    colours = load(name).colours()
    assert contrast(*(colours[role] for role in chip)) >= 4.5


@pytest.mark.parametrize(
    ("name", "dark", "ansi", "flat"),
    [
        ("dusk", True, False, False),
        ("paper", False, False, False),
        ("contrast", True, False, True),
        ("terminal", True, True, True),
    ],
)
def test_kind_of_each_palette(name: str, dark: bool, ansi: bool, flat: bool) -> None:
    palette = load(name)
    assert (palette.dark, palette.ansi, palette.flat) == (dark, ansi, flat)


def test_reading_a_palette_loads_no_screen() -> None:
    code = (
        "import sys; sys.path[:] = sys.argv[1:]; import omo_watch_themes as t; t.load('dusk')\n"
        "assert 'pydantic' in sys.modules\n"
        "print(sorted({'textual', 'rich', 'msgspec', 'httpx', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *sys.path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
