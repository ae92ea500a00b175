"""From a palette to a Textual theme, and to Rich styles for rows drawn line by line."""

from collections.abc import Mapping
from typing import Literal

from rich.color import Color, blend_rgb
from rich.style import Style
from textual.theme import Theme

from omo_watch_themes import LEAST, PAGES, Palette, reads_on


class Ink:
    """Make the Rich style of a role on a page, each one once.

    With `plain` (NO_COLOR) a style has weight, reverse and underline only: chips are
    reversed and `bad` is bold. Such an app must be built with `ansi_color=True`, because
    Textual otherwise paints greys where colour is not wanted.
    """

    def __init__(
        self, palette: Palette, plain: bool = False, accents: Mapping[str, str] | None = None
    ) -> None:
        """Prepare; `accents` are the roles or `#rrggbb` colours of servers, by their names."""
        self.palette = palette
        self.plain = plain
        self.accents = accents or {}
        self._colours = palette.colours()
        self._of_servers = {name: self._take_in(name) for name in self.accents}
        self._styles: dict[tuple[str, bool, str, bool], Style] = {}
        self._dimmed: dict[Style, Style] = {}

    @property
    def flat(self) -> bool:
        """Say whether pages look alike, so that rules and brackets must part them."""
        return self.plain or self.palette.flat

    def style(
        self, role: str, *, bold: bool = False, on: str = "ground", underline: bool = False
    ) -> Style:
        """Give the style of `role` on the page or fill `on`; raise ValueError for no role."""
        key = (role, bold, on, underline)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._make(role, on) + _weight(bold, underline)
        return style

    def accent_of(self, server: str) -> str | None:
        """Name the role that a server's name is drawn in; None where it has no accent.

        A colour that cannot be read on this palette gives way to the text's: the line below the
        name still marks it.
        """
        return self._of_servers.get(server)

    def chip(self, kind: Literal["ask", "stuck"]) -> Style:
        """Give the style of a loud state's filled word."""
        return self.style(f"on-{kind}", bold=True, on=f"{kind}-fill")

    def dimmed(self, style: Style) -> Style:
        """Fade `style` half into the ground, for the page behind a modal.

        ANSI colours all become muted. Without colour only the plain style is left: the
        page behind is to be drawn as blanks.
        """
        faded = self._dimmed.get(style)
        if faded is None:
            faded = self._dimmed[style] = self._fade(style)
        return faded

    def _take_in(self, server: str) -> str:
        """Make a role of the accent of a server."""
        accent = self.accents[server]
        if not accent.startswith("#"):
            return accent
        if self.palette.ansi or reads_on(self.palette, accent) < LEAST:
            return "text"
        role = f"accent of {server}"
        self._colours[role] = accent
        return role

    def _make(self, role: str, on: str) -> Style:
        for name in (role, on):
            if name not in self._colours:
                raise ValueError(f"{name!r} is not a role of a palette")
        if self.plain:
            return Style(reverse=on not in PAGES or None, bold=role == "bad" or None)
        if self.palette.ansi:
            return self._ansi(role, on)
        return Style(color=self._colours[role], bgcolor=self._colours[on])

    def _ansi(self, role: str, on: str) -> Style:
        fore, back = self._colours[role], self._colours[on]
        if back == "reverse":
            # role colours would turn into a patchwork of backgrounds
            return Style(color="default", bgcolor="default", reverse=True)
        if role in PAGES and on not in PAGES:
            # no ANSI code paints text in the default background
            return Style(color=back, bgcolor="default", reverse=True)
        return Style(color="default" if fore == "reverse" else fore, bgcolor=back)

    def _fade(self, style: Style) -> Style:
        if self.plain:
            return Style.null()
        if self.palette.ansi:
            return self.style("muted")
        ground = Color.parse(self.palette.ground)
        return style + Style(color=_half(style.color, ground), bgcolor=_half(style.bgcolor, ground))


def textual_theme(palette: Palette, plain: bool = False) -> Theme:
    """Make the Textual theme `omo-<palette>`, with each role as a CSS variable of its name.

    `$cursor-style` is the text style of a selected row: `reverse` where the palette says
    so, bold and underlined with `plain`, else `none`.
    """
    css = {role: _css(colour) for role, colour in palette.colours().items()}
    return Theme(
        name=f"omo-{palette.name}",
        primary=css["accent"],
        secondary=css["soft"],
        warning=css["wait"],
        error=css["bad"],
        success=css["done"],
        accent=css["accent"],
        foreground=css["text"],
        background=css["ground"],
        surface=css["surface"],
        panel=css["raised"],
        dark=palette.dark,
        ansi=palette.ansi,
        variables={**css, **_of_widgets(css), **_of_cursors(palette, plain, css)},
    )


def _of_cursors(palette: Palette, plain: bool, css: dict[str, str]) -> dict[str, str]:
    reverse = palette.cursor == "reverse"
    plainly = "bold underline" if plain else "none"
    return {
        "cursor-style": "reverse" if reverse and not plain else plainly,
        # Textual 8.2.8 loses `reverse` in the rows of an OptionList
        "block-cursor-background": css["accent"] if reverse else css["cursor"],
        "block-cursor-foreground": "ansi_black" if reverse else css["text"],
        "block-cursor-text-style": plainly,
        "block-cursor-blurred-background": css["surface"],
        "block-cursor-blurred-foreground": css["text"],
        "block-cursor-blurred-text-style": "underline",
        "input-cursor-background": css["ground"],
        "input-cursor-foreground": css["accent"],
        "input-cursor-text-style": "reverse",
    }


def _of_widgets(css: dict[str, str]) -> dict[str, str]:
    return {
        "text-muted": css["muted"],
        "text-disabled": css["muted"],
        "foreground-muted": css["muted"],
        "foreground-disabled": css["muted"],
        "surface-active": css["cursor"],
        # widgets of Textual use these two, but its ANSI themes must bring them
        "ansi-background": css["ground"],
        "ansi-foreground": css["text"],
        "footer-background": css["surface"],
        "footer-foreground": css["muted"],
        "footer-key-foreground": css["text"],
        "border": css["accent"],
        "border-blurred": css["line"],
        "scrollbar": css["line"],
        "scrollbar-hover": css["muted"],
        "scrollbar-active": css["accent"],
        "scrollbar-background": css["ground"],
        "scrollbar-background-hover": css["ground"],
        "scrollbar-background-active": css["ground"],
        "scrollbar-corner-color": css["ground"],
    }


def _css(colour: str) -> str:
    if colour.startswith("#"):
        return colour
    return "ansi_default" if colour == "reverse" else f"ansi_{colour}"


def _weight(bold: bool, underline: bool) -> Style:
    return Style(bold=bold or None, underline=underline or None)


def _half(colour: Color | None, ground: Color) -> Color | None:
    if colour is None or colour.triplet is None or ground.triplet is None:
        return colour
    return Color.from_triplet(blend_rgb(colour.triplet, ground.triplet))
