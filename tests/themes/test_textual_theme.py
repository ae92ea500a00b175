"""The Textual theme of each palette, in an app that runs without a terminal."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget
from textual.widgets import Input, OptionList

from omo_watch.theming import Ink, textual_theme
from omo_watch_themes import ROLES, load, names


class Painted(Widget):
    """One line in a role of the ink, the rest in the colours of the stylesheet."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self.ink = ink

    def render_line(self, y: int) -> Strip:
        if y:
            return super().render_line(y)
        return Strip([Segment("busy", self.ink.style("busy", on="raised"))], 4)


class Room(App[None]):
    CSS = """
    Screen { background: $ground; color: $text; }
    Painted { height: 2; background: $raised; color: $muted; text-style: $cursor-style; }
    Painted { border-left: solid $on-ask; }
    """

    def __init__(self, name: str, plain: bool = False) -> None:
        # before the stylesheet is read, because it uses variables of ours
        self.start = textual_theme(load(name), plain)
        self.ink = Ink(load(name), plain)
        super().__init__(ansi_color=True if plain else None)
        self.register_theme(self.start)
        self.theme = self.start.name

    def compose(self) -> ComposeResult:
        yield Painted(self.ink)
        yield OptionList("first", "second")
        yield Input("typed")


def segments(widget: Widget) -> list[tuple[str, Style]]:
    strips = widget.render_lines(Region(0, 0, *widget.outer_size))
    return [(part.text, part.style) for strip in strips for part in strip if part.style]


def painted(app: Room) -> list[Style]:
    return [style for _, style in segments(app.query_one(Painted))]


@pytest.mark.parametrize("name", names())
async def test_a_theme_registers_and_carries_every_role(name: str) -> None:
    app = Room(name)
    async with app.run_test():
        assert app.current_theme.name == f"omo-{name}"
        colours = load(name).colours()
        for role in ROLES:
            if colours[role].startswith("#"):
                assert app.theme_variables[role] == colours[role]
        widget = app.query_one(Painted)
        assert widget.styles.background == Color.parse(app.theme_variables["raised"])
        assert widget.styles.color == Color.parse(app.theme_variables["muted"])


@pytest.mark.parametrize("name", ["dusk", "paper", "contrast"])
async def test_styles_of_the_ink_pass_unchanged(name: str) -> None:
    app = Room(name)
    async with app.run_test():
        assert app.ink.style("busy", on="raised") in painted(app)


async def test_terminal_colours_are_not_converted() -> None:
    app = Room("terminal")
    async with app.run_test():
        styles = painted(app)
        assert app.ink.style("busy", on="raised") in styles
        colours = [colour for style in styles for colour in (style.color, style.bgcolor) if colour]
        assert all(colour.is_system_defined for colour in colours)
        assert app.query_one(Painted).styles.text_style.reverse


async def test_changing_the_theme_changes_the_variables() -> None:
    app = Room("dusk")
    async with app.run_test() as pilot:
        app.register_theme(textual_theme(load("terminal")))
        app.theme = "omo-terminal"
        await pilot.pause()
        assert app.native_ansi_color
        assert app.query_one(Painted).styles.background == Color.parse("ansi_default")
        app.theme = "omo-dusk"
        await pilot.pause()
        assert app.query_one(Painted).styles.background == Color.parse(load("dusk").raised)


@pytest.mark.parametrize("name", names())
async def test_without_colour_nothing_is_coloured(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Room(name, plain=True)
    async with app.run_test():
        colours = [c for style in painted(app) for c in (style.color, style.bgcolor) if c]
        assert colours
        assert all(colour.is_default for colour in colours)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("plain", [False, True])
async def test_cursors_of_ready_made_widgets_are_seen(
    name: str, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    app = Room(name, plain)
    async with app.run_test() as pilot:
        options = app.query_one(OptionList)
        options.highlighted = 0
        app.query_one(Input).cursor_blink = False
        for widget in (options, app.query_one(Input)):
            widget.focus()
            await pilot.pause()
            looks = {
                text: (style.bgcolor, style.bold, style.underline)
                for text, style in segments(options)
            }
            assert looks["first"] != looks["second"]
        typed = segments(app.query_one(Input))
        assert any(text == " " and style.reverse for text, style in typed)


@pytest.mark.parametrize("name", names())
def test_no_variable_of_textual_is_missing(name: str) -> None:
    usual = BUILTIN_THEMES["textual-dark"].to_color_system().generate()
    theme = textual_theme(load(name))
    assert usual.keys() <= {**theme.to_color_system().generate(), **theme.variables}.keys()


def test_light_and_dark_are_told() -> None:
    assert not textual_theme(load("paper")).dark
    assert textual_theme(load("dusk")).dark
