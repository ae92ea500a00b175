"""Ink gives Rich styles that say the same with colour, with 16 colours and without."""

from itertools import product

import pytest
from rich.color import Color
from rich.style import Style

from omo_watch.theming import Ink
from omo_watch_themes import PAGES, ROLES, load, names


def test_a_style_is_role_on_page() -> None:
    style = Ink(load("dusk")).style("busy", bold=True, on="cursor", underline=True)
    assert style == Style(color="#86bdf0", bgcolor="#353148", bold=True, underline=True)


def test_ground_and_normal_weight_are_the_default() -> None:
    assert Ink(load("paper")).style("text") == Style(color="#28242e", bgcolor="#faf7f1")


def test_styles_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ink = Ink(load("dusk"))
    first, chip = ink.style("wait", bold=True), ink.chip("ask")
    faded = ink.dimmed(first)
    made: list[object] = []
    for maker in ("_make", "_fade"):
        monkeypatch.setattr(ink, maker, lambda *what: made.append(what) or Style.null())
    assert ink.style("wait", bold=True) is first
    assert ink.chip("ask") is chip
    assert ink.dimmed(first) is faded
    assert made == []
    for other in (ink.style("wait"), ink.style("wait", bold=True, on="cursor"), ink.chip("stuck")):
        assert other not in (first, chip)
    assert len(made) == 3


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("plain", [False, True])
def test_what_is_no_role_is_named(name: str, plain: bool) -> None:
    ink = Ink(load(name), plain)
    with pytest.raises(ValueError, match="'buzy' is not a role"):
        ink.style("buzy")
    with pytest.raises(ValueError, match="'sky' is not a role"):
        ink.style("busy", on="sky")


def test_chips_are_filled_and_bold() -> None:
    ink = Ink(load("paper"))
    assert ink.chip("ask") == Style(color="#28242e", bgcolor="#f2c14e", bold=True)
    assert ink.chip("stuck") == Style(color="#ffffff", bgcolor="#b3261e", bold=True)


def test_dimmed_is_half_way_to_ground() -> None:
    ink = Ink(load("contrast"))
    dimmed = ink.dimmed(ink.style("muted", bold=True, on="cursor"))
    assert dimmed == Style(color="#6a6a6a", bgcolor="#0e1733", bold=True)


def test_dimmed_leaves_unset_colours_unset() -> None:
    assert Ink(load("dusk")).dimmed(Style(bold=True)) == Style(bold=True)


def test_plain_has_weight_reverse_and_underline_only() -> None:
    ink = Ink(load("dusk"), plain=True)
    assert ink.flat
    assert ink.style("busy", on="cursor") == Style.null()
    assert ink.style("text", bold=True, underline=True) == Style(bold=True, underline=True)
    assert ink.style("bad") == Style(bold=True)
    assert ink.chip("ask") == ink.chip("stuck") == Style(bold=True, reverse=True)
    assert ink.style("ground", on="soft") == Style(reverse=True)
    assert ink.dimmed(ink.chip("ask")) == Style.null()


def test_plain_never_has_a_colour() -> None:
    ink = Ink(load("dusk"), plain=True)
    for role, page in product(ROLES, ROLES):
        style = ink.style(role, on=page)
        assert style.color is None
        assert style.bgcolor is None
        assert bool(style.reverse) is (page not in PAGES)


def test_terminal_uses_the_sixteen_colours() -> None:
    ink = Ink(load("terminal"))
    assert ink.flat
    assert ink.style("bad") == Style(color="bright_red", bgcolor="default")
    assert ink.chip("ask") == Style(color="black", bgcolor="yellow", bold=True)
    assert ink.chip("stuck") == Style(color="black", bgcolor="red", bold=True)
    assert ink.style("text", on="raised") == Style(color="default", bgcolor="default")


def test_terminal_reverses_the_cursor_row_as_one() -> None:
    ink = Ink(load("terminal"))
    reversed_row = Style(color="default", bgcolor="default", reverse=True)
    assert ink.style("busy", on="cursor") == ink.style("muted", on="cursor") == reversed_row


def test_terminal_fills_with_text_in_the_ground() -> None:
    style = Ink(load("terminal")).style("ground", on="accent")
    assert style == Style(color="bright_blue", bgcolor="default", reverse=True)


def test_terminal_never_leaves_the_sixteen_nor_dims() -> None:
    ink = Ink(load("terminal"))
    styles = [ink.style(role, on=page) for role, page in product(ROLES, ROLES)]
    for style in (*styles, *map(ink.dimmed, styles)):
        assert not style.dim
        assert style.color is not None
        assert style.color.is_system_defined
        assert style.bgcolor is not None
        assert style.bgcolor.is_system_defined


def test_terminal_dims_to_muted() -> None:
    ink = Ink(load("terminal"))
    assert ink.dimmed(ink.chip("stuck")).color == Color.parse("bright_black")
    assert not ink.dimmed(ink.chip("stuck")).bold


@pytest.mark.parametrize(("name", "flat"), [("dusk", False), ("contrast", True)])
def test_flat_follows_the_palette(name: str, flat: bool) -> None:
    assert Ink(load(name)).flat is flat
