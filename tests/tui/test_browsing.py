"""The page of a session in a browser, which never gets the terminal of the screen."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.tui.opened import opened
from tests.tui.story import BILLING, story
from tests.tui.test_reaching import settled

from omo_watch.away import open_page


def browser(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Let this script be the browser, beside a display; give the file that it may write."""
    made, out = folder / "browser", folder / "pages"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    for name, value in (("BROWSER", str(made)), ("OUT", str(out)), ("DISPLAY", ":0")):
        monkeypatch.setenv(name, value)
    return out


async def test_a_browser_is_opened_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = browser(tmp_path, monkeypatch, 'echo "$1" >> "$OUT"')
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "B")
        await settled(screen)
        (page,) = pages.read_text().splitlines()
        assert page.endswith(f"/session/{BILLING}")
        assert "opened" in screen.text


async def test_a_browser_never_gets_this_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = browser(tmp_path, monkeypatch, 'echo drawn; echo bad >&2; cat > "$OUT"')
    assert await open_page("http://127.0.0.1:1/x")
    assert told.read_text() == ""
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("page", ["http://127.0.0.1:1/\0", "http://127.0.0.1:1/\ud800"])
async def test_what_no_browser_can_be_given_is_not_opened(page: str) -> None:
    assert not await open_page(page)


@pytest.mark.parametrize("display", ["", ":0"])
async def test_without_a_browser_its_address_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    browser(tmp_path, monkeypatch, "")
    (tmp_path / "browser").unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", display)
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "B")
        await settled(screen)
        assert screen.app.clipboard.endswith(f"/session/{BILLING}")
        assert "no browser can be shown here" in screen.text
