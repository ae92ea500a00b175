"""The plugin's own count of open tasks, as the file route gives it."""

import json

import pytest
from tests.edge.demo.theatre import Theatre

from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.laptop import LAPTOP


def _file(theatre: Theatre, session: str) -> str:
    path = f".omo/run-continuation/{session}.json"
    directory = theatre.stage.world.sessions[session].directory
    return theatre.get("/file/content", path=path, directory=directory)["content"]


@pytest.mark.parametrize(
    ("role", "count"), [("refactor-billing", 6), ("summarise-incidents", 2), ("cache-design", 1)]
)
def test_it_counts_what_no_notice_ended(role: str, count: int) -> None:
    theatre = Theatre(LAPTOP)
    told = json.loads(_file(theatre, theatre.id(role)))
    state = told["sources"]["background-task"]
    assert (state["state"], state["reason"]) == ("active", f"{count} background task(s) active")


def test_who_launched_nothing_has_no_file() -> None:
    theatre = Theatre(LAPTOP)
    assert _file(theatre, theatre.id("load-test")) == ""


def test_without_the_plugin_there_is_none() -> None:
    theatre = Theatre(CI_BOX)
    assert _file(theatre, theatre.id("index-notes")) == ""


def test_other_files_are_empty() -> None:
    theatre = Theatre(LAPTOP)
    assert theatre.get("/file/content", path=".omo/omo.jsonc")["content"] == ""
