"""Which rows of a list are in view."""

import pytest

from omo_watch.lines.scrolling.window import in_view


@pytest.mark.parametrize(
    ("top", "cursor", "shown", "count", "first"),
    [
        pytest.param(0, 0, 4, 4, 0, id="all"),
        pytest.param(1, 1, 4, 4, 0, id="all again, when there is more room"),
        pytest.param(0, 5, 4, 9, 2, id="down to the cursor"),
        pytest.param(5, 2, 4, 9, 2, id="up to the cursor"),
        pytest.param(3, 4, 4, 9, 3, id="it stays"),
        pytest.param(7, 8, 4, 9, 5, id="no room below the last"),
        pytest.param(3, 0, 4, 0, 0, id="none"),
        pytest.param(0, 3, 1, 9, 3, id="one line"),
    ],
)
def test_the_cursor_is_in_view_and_no_room_is_unused(
    top: int, cursor: int, shown: int, count: int, first: int
) -> None:
    assert in_view(top, cursor, shown, count) == first
