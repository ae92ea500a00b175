"""A palette: the colour of each role that a widget may name."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

_HUES = "black|red|green|yellow|blue|magenta|cyan|white"
_COLOUR = rf"#[0-9a-fA-F]{{6}}|default|(bright_)?({_HUES})"

Colour = Annotated[str, StringConstraints(pattern=rf"^({_COLOUR})$")]
CursorColour = Annotated[str, StringConstraints(pattern=rf"^({_COLOUR}|reverse)$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]

PAGES: Final = ("ground", "surface", "raised", "cursor")


def _spelled(field: str) -> str:
    return field.replace("_", "-")


class Palette(BaseModel):
    """Hold one colour per role, all `#rrggbb` or all names of the 16 ANSI colours.

    `cursor` may also be the word `reverse` among ANSI names. A role is spelled with a
    hyphen in a file and in `colours()`, with an underscore as an attribute.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=_spelled)

    name: Name
    dark: bool
    ground: Colour
    surface: Colour
    raised: Colour
    cursor: CursorColour
    line: Colour
    text: Colour
    soft: Colour
    muted: Colour
    accent: Colour
    ask: Colour
    bad: Colour
    wait: Colour
    unknown: Colour
    busy: Colour
    done: Colour
    ask_fill: Colour
    on_ask: Colour
    stuck_fill: Colour
    on_stuck: Colour

    @property
    def ansi(self) -> bool:
        """Say whether the terminal's own 16 colours are used."""
        return not self.ground.startswith("#")

    @property
    def flat(self) -> bool:
        """Say whether surfaces look like the ground, so that rules and brackets must part them."""
        return self.ground == self.surface

    def colours(self) -> dict[str, str]:
        """List the colour of every role, by the role's name."""
        return {role: getattr(self, role.replace("-", "_")) for role in ROLES}

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        for role, colour in self.colours().items():
            if colour.startswith("#") is self.ansi:
                raise ValueError(
                    f"role {role!r} is {colour!r} where 'ground' is {self.ground!r}, "
                    "and hex colours and ANSI names do not mix"
                )
        return self


ROLES: Final = tuple(
    _spelled(field) for field in Palette.model_fields if field not in {"name", "dark"}
)
