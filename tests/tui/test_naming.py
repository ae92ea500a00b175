"""What a session is called."""

import pytest

from omo_watch.lines.naming import model_in, name_of
from omo_watch_core.model import ModelRef, SessionInfo
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


@pytest.mark.parametrize(
    ("provider", "model", "width", "name"),
    [
        ("anthropic", "claude-sonnet-4-6", 27, "anthropic/claude-sonnet-4-6"),
        ("anthropic", "claude-sonnet-4-6", 26, "anthrop…/claude-sonnet-4-6"),
        ("anthropic", "claude-sonnet-4-6", 19, "…/claude-sonnet-4-6"),
        ("anthropic", "claude-sonnet-4-6", 18, "anthropic/claude-…"),
        ("供应商", "模型\n名", 11, "供…/模型 名"),
    ],
)
def test_a_model_keeps_its_name_before_its_provider(
    provider: str, model: str, width: int, name: str
) -> None:
    assert model_in(ModelRef(provider=provider, model=model), width, "…") == name
