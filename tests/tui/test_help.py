"""The help: made of the table, keys of the page first, and no group is ever cut."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.tui.drawing import PEN
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.keys.elsewhere import bare
from omo_watch.keys.key import Place
from omo_watch.keys.table import KEYS, of_place
from omo_watch.lines.modals.help import help_pages

PLACES: tuple[Place, ...] = get_args(Place)


@pytest.mark.parametrize("size", [(76, 22), (122, 38)])
@pytest.mark.parametrize("place", PLACES)
def test_no_page_is_higher_than_the_frame(place: Place, size: tuple[int, int]) -> None:
    width, height = size
    pages = help_pages(place, width, height, "assist", PEN)
    assert all(len(page) <= height for page in pages)
    assert all(strip.cell_length == width for page in pages for strip in page)


@pytest.mark.parametrize("place", PLACES)
def test_keys_of_the_page_are_first_and_all_others_follow(place: Place) -> None:
    pages = help_pages(place, 122, 38, "assist", PEN)
    first = "\n".join(strip.text for strip in pages[0])
    every = "\n".join(strip.text for page in pages for strip in page)
    for key in of_place(place, read_only=False):
        assert bare(key) in first
    for key in KEYS:
        assert bare(key) in every


def test_who_only_looks_sees_no_key_that_changes() -> None:
    every = "\n".join(
        strip.text for page in help_pages("sessions", 76, 22, "watch", PEN) for strip in page
    )
    assert "move to a model" not in every
    assert "filter" in every


async def test_the_help_turns_through_its_pages_and_around() -> None:
    async with opened(story()) as seen:
        await seen.press("question_mark")
        assert "Help: 1 Sessions" in seen.text
        first = seen.text
        many = int(first.partition("1 of ")[2].split()[0])
        assert many > 2
        for number in range(2, many + 1):
            await seen.press("space")
            assert f"{number} of {many}" in seen.text
        await seen.press("space")
        assert seen.text == first
