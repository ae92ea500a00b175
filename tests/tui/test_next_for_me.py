"""`tab` goes to the next that needs a person, and around; shift+tab goes back."""

from __future__ import annotations

from tests.tui.make import server, session, state
from tests.tui.opened import Opened, opened
from tests.tui.story import story

from omo_watch_core.select.row import row


def _here(seen: Opened) -> str:
    key = seen.overview.table.key
    assert key is not None
    found = row(seen.desk.state, key)
    assert found is not None
    return f"{found.state} {found.session.info.title}"


async def test_tab_stops_at_all_that_needs_me_and_goes_around() -> None:
    async with opened(story()) as seen:
        stops = [_here(seen)]
        for _ in range(5):
            await seen.press("tab")
            stops.append(_here(seen))
        assert stops == [
            "asking Deploy script",
            "asking Rename invoice fields",
            "stuck Write docs",
            "stuck Load test of checkout",
            "failed Translate the manual",
            "asking Deploy script",
        ]
        await seen.press("shift+tab")
        assert _here(seen) == "failed Translate the manual"


async def test_where_nothing_needs_me_it_says_so() -> None:
    calm = state(server("laptop", [session("ses_a", "Calm", "fake/ok-gpt")]))
    async with opened(calm) as seen:
        await seen.press("tab")
        assert "nothing that is shown here needs you" in seen.text
