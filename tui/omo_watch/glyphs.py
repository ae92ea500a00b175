"""The signs on the screen: one value for Unicode and one for ASCII."""

import codecs
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Name each sign by its one meaning.

    Every sign is one cell wide, but for: `tree_child` and `tree_last`, two cells in both
    sets (the Unicode guide ends in a blank); `arrow` and `mismatch_wide`, one cell in
    Unicode and two in ASCII. `mismatch` is for the cell after a model, `mismatch_wide` for
    where there is room. Signs with two names look alike and mean the same family:
    `failed` and `down`, `current` and `live`.
    """

    asking: str
    stuck: str
    failed: str
    down: str
    clock: str
    unknown: str
    busy: str
    done: str
    idle: str
    parked: str
    queued: str
    absent: str
    live: str
    current: str
    next: str
    more: str
    proved: str
    mismatch: str
    mismatch_wide: str
    not_proved: str
    held: str
    set: str
    marked: str
    edge: str
    bar_left: str
    bar_spent: str
    rule: str
    rule_v: str
    rule_tee: str
    rule_right: str
    tree_child: str
    tree_last: str
    frame_top_left: str
    frame_top_right: str
    frame_bottom_left: str
    frame_bottom_right: str
    arrow: str
    separator: str
    ellipsis: str


UNICODE: Final = Glyphs(
    asking="?",
    stuck="■",
    failed="×",
    down="×",
    clock="◊",
    unknown="≈",
    busy="►",
    done="•",
    idle="·",
    parked="¶",
    queued="…",
    absent="–",
    live="●",
    current="●",
    next="›",
    more="+",
    proved="✓",
    mismatch="≠",
    mismatch_wide="≠",
    not_proved="!",
    held="»",
    set="=",
    marked="*",
    edge="▌",
    bar_left="━",
    bar_spent="─",
    rule="─",
    rule_v="│",
    rule_tee="┬",
    rule_right="├",
    tree_child="├ ",
    tree_last="└ ",
    frame_top_left="╭",
    frame_top_right="╮",
    frame_bottom_left="╰",
    frame_bottom_right="╯",
    arrow="→",
    separator="·",
    ellipsis="…",
)

ASCII: Final = Glyphs(
    asking="?",
    stuck="#",
    failed="x",
    down="x",
    clock="~",
    unknown="%",
    busy=">",
    done="+",
    idle=".",
    parked="P",
    queued=":",
    absent="-",
    live="@",
    current="@",
    next="o",
    more="+",
    proved="v",
    mismatch="!",
    mismatch_wide="!=",
    not_proved="!",
    held="*",
    set="=",
    marked="*",
    edge="|",
    bar_left="=",
    bar_spent="-",
    rule="-",
    rule_v="|",
    rule_tee="-",
    rule_right="|",
    tree_child="|-",
    tree_last="`-",
    frame_top_left="+",
    frame_top_right="+",
    frame_bottom_left="+",
    frame_bottom_right="+",
    arrow="->",
    separator="-",
    ellipsis="~",
)


def glyphs_for(choice: Literal["auto", "unicode", "ascii"], encoding: str, term: str) -> Glyphs:
    """Choose the set; `auto` takes ASCII off UTF-8 and on the Linux console (`TERM=linux`)."""
    if choice == "auto":
        return UNICODE if _is_utf8(encoding) and term != "linux" else ASCII
    return UNICODE if choice == "unicode" else ASCII


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False
