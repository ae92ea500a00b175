"""The lines of the board: exact widths, hostile names, and the words of prices and ends."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN

from omo_watch.lines.models.columns import layout
from omo_watch.lines.models.detail import model_detail_lines
from omo_watch.lines.models.facts import BoardFacts
from omo_watch.lines.models.row import incident_row, model_row, provider_line
from omo_watch.lines.models.words import back_in, price_words, reason
from omo_watch.lines.tables.row import column_heads
from omo_watch_core.journal.kept import Hold
from omo_watch_core.limited import Limit
from omo_watch_core.model import ModelInfo, ModelRef
from omo_watch_core.select.board.cost import cost_class
from omo_watch_core.select.board.incident import incident_of
from omo_watch_core.select.board.nouns import ModelRow, Standing

NOW = 1_800_000_000_000
MINUTE = 60_000
HOSTILE = (
    "[bold]x[/bold]/[red]y[/]", "p/\u202egnitset", "提供者/模型" * 9, "p/" + "m" * 5_000,
    "p/e\u0301\u0302\u0303", "/", "", "p/a\nb", "p/👩‍👩‍👧‍👦",
)  # fmt: skip
WIDTHS = (80, 100, 120, 130, 140, 200)


def limit(until: int, name: str = "p/m", title: str = "Work") -> Limit:
    return Limit(
        model=name, server="s", session="ses_a", title=title, reason="rate-limit",
        since_ms=NOW - MINUTE, met_ms=NOW - MINUTE, until_ms=until, stated=True,
    )  # fmt: skip


def row(name: str = "p/m", *hits: Limit, standing: Standing = "cooling") -> ModelRow:
    return ModelRow(name=name, standing=standing, hits=hits)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_in_its_row(name: str, width: int) -> None:
    one = row(name, limit(NOW + MINUTE, name, title=name))
    strip = model_row(one, layout(width), PEN, NOW, "me", "here", inside=True)
    assert strip.cell_length == width
    assert "\n" not in strip.text
    assert provider_line(name, 2, 3, width, PEN).cell_length == width
    storm = incident_of(name, [one, one, one])
    assert storm is not None
    assert incident_row(storm, layout(width), PEN, NOW).cell_length == width
    facts = BoardFacts(name, name, (("hit by", name), ("on it now", name)), one)
    lines = model_detail_lines(facts, width, 10, PEN)
    assert {line.cell_length for line in lines} == {width}


@pytest.mark.parametrize("width", WIDTHS)
def test_heads_stand_over_their_columns(width: int) -> None:
    heads = column_heads(layout(width), PEN)
    assert heads.cell_length == width
    line = model_row(row("p/model", limit(NOW + 5 * MINUTE)), layout(width), PEN, NOW, "me")
    assert line.text.index("model") == heads.text.index("MODEL")
    assert line.text.index("5m") + 2 == heads.text.index("BACK IN") + 7


@pytest.mark.parametrize(
    ("until", "words"),
    [(461_000, "7m41s"), (0, "due"), (-4_000, "due"), (-12_000, "overdue 12s")],
)
def test_an_end_is_said_as_time_goes_by(until: int, words: str) -> None:
    standing = "cooling" if until > 0 else "due"
    met = limit(NOW + until)
    assert back_in(row("p/m", replace(met, stated=True), standing=standing), NOW) == words
    own = words if until > -10_000 else "due"
    assert back_in(row("p/m", replace(met, stated=False), standing=standing), NOW) == own


def test_who_holds_is_named() -> None:
    held = ModelRow(
        name="p/m", standing="held", note=Hold(id="p/m", changed_ms=1, since_ms=1, owner="anna")
    )
    assert reason(held, "me") == "by anna"
    assert reason(held, "anna") == "by you"


@pytest.mark.parametrize(
    ("prices", "named", "words"),
    [
        ((0.0, 0.0), "free", "free: the server lists no price for it"),
        ((0.1, 0.4), "cheap", "cheap, $0.10 in and $0.40 out per million tokens"),
        ((3.0, 14.99), "medium", "medium, $3 in and $14.99 out per million tokens"),
        ((3.0, 15.0), "dear", "dear, $3 in and $15 out per million tokens"),
        ((None, 1.0), "price not known", "price not known: the server does not say it"),
    ],
)
def test_a_price_has_a_class(
    prices: tuple[float | None, float | None], named: str, words: str
) -> None:
    ref = ModelRef(provider="p", model="m")
    info = ModelInfo(ref=ref, price_in=prices[0], price_out=prices[1])
    assert (cost_class(info), price_words(info)) == (named, words)
