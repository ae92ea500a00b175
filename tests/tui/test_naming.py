"""What a session is called."""

import pytest

from omo_watch.lines.naming import name_of
from omo_watch_core.model import SessionInfo
from omo_watch_core.state import Session


@pytest.mark.parametrize(
    ("title", "parent", "name"),
    [
        ("Explore tests (@explore subagent)", "ses_0", "Explore tests"),
        ("Explore tests (@explore subagent)", None, "Explore tests (@explore subagent)"),
        ("(@explore subagent)", "ses_0", "(@explore subagent)"),
        ("two\nlines", None, "two lines"),
        ("", None, "ses_1"),
    ],
)
def test_name(title: str, parent: str | None, name: str) -> None:
    info = SessionInfo(id="ses_1", title=title, directory="/srv/dev/project", parent=parent)
    assert name_of(Session(info=info)) == name
