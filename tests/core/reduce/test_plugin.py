"""Where the plugin is known to be: what was asked, what the stream betrays, when it is in doubt."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.events import Event
from omo_watch_core.growing import Text
from omo_watch_core.mark import Mark
from omo_watch_core.model import Message, Part, Toast
from omo_watch_core.presence import is_in_doubt, plugin_in, signs_of
from omo_watch_core.signs import Look, Sign
from omo_watch_core.state import Directory
from tests.core.reduce.make import HOME, LAB, A, Fold, born

OWN, OTHER = HOME, "/srv/dev/project-b"
MARKER = "<!-- OMO_INTERNAL_INITIATOR -->"
ALL: tuple[Sign, ...] = ("config", "agents", "tools", "commands")


def heard(at: int, directory: str = OTHER) -> Event:
    return ev.DirectoryHeard(server=LAB, at_ms=at, directory=directory)


def disposed(at: int, directory: str = OTHER) -> Event:
    return ev.InstanceDisposed(server=LAB, at_ms=at, directory=directory)


def looked(at: int, *seen: Sign, asked: int | None = None, **more: Any) -> Event:
    return ev.PluginLooked(
        server=LAB, at_ms=at, asked_ms=at if asked is None else asked, directory=OTHER,
        look=Look(seen=seen, **more),
    )  # fmt: skip


def described(at: int, plugin: bool | None, *seen: Sign) -> Event:
    return ev.ServerDescribed(
        server=LAB, at_ms=at, own_directory=OWN, plugin=plugin, signs=seen, asked_ms=at
    )


def toast(at: int, title: str, directory: str = OTHER) -> Event:
    told = Toast(
        server=LAB, directory=directory, title=title, message="m", variant="info", at_ms=at
    )
    return ev.ToastShown(server=LAB, at_ms=at, toast=told)


def prompt(at: int, text: str, **fields: Any) -> tuple[Event, ...]:
    made = {"created_ms": at, "role": "user", **fields.pop("message", {})}
    message = Message(id="msg_1", session=A, **made)
    part = Part(id="prt_1", message="msg_1", session=A, kind="text", text=Text.of(text), **fields)
    seen = ev.MessageSeen(server=LAB, at_ms=at, message=message)
    return seen, ev.PartSeen(server=LAB, at_ms=at, part=part)


def at_other(fold: Fold) -> Directory:
    return fold.server.directories[OTHER]


def test_two_projects_of_one_server_may_differ() -> None:
    fold = Fold(described(10, False), heard(20), looked(30, *ALL))
    assert (plugin_in(fold.server, OWN), plugin_in(fold.server, OTHER)) == (False, True)
    assert fold.server.plugin is True
    assert signs_of(fold.server) == tuple(sorted(ALL))
    assert at_other(fold).signs == dict.fromkeys(ALL, 30)


def test_what_was_never_looked_at_goes_by_the_server_unless_its_projects_differ() -> None:
    fold = Fold(described(10, False))
    assert plugin_in(fold.server, "/elsewhere") is False
    fold.tell(heard(20), looked(30, "config"))
    assert plugin_in(fold.server, "/elsewhere") is None


def test_a_directory_that_begins_to_live_is_unknown_until_somebody_looked() -> None:
    fold = Fold(described(10, False), heard(20))
    assert plugin_in(fold.server, OTHER) is None
    assert is_in_doubt(fold.server, OTHER)
    fold.tell(looked(30))
    assert plugin_in(fold.server, OTHER) is False
    assert not is_in_doubt(fold.server, OTHER)


def test_where_it_is_elsewhere_it_may_be_in_what_begins_to_live() -> None:
    fold = Fold(described(10, True, "config"), heard(20))
    assert plugin_in(fold.server, OTHER) is True


def test_a_look_without_all_answers_finds_nothing_but_signs() -> None:
    fold = Fold(described(10, False), heard(20), looked(30, unanswered=("tools",)))
    assert plugin_in(fold.server, OTHER) is None
    fold.tell(looked(40, "agents", unanswered=("tools",)))
    assert plugin_in(fold.server, OTHER) is True
    fold.tell(looked(50, unanswered=("tools",)))
    assert plugin_in(fold.server, OTHER) is True


def test_a_plugin_that_comes_with_a_new_instance_is_noticed() -> None:
    fold = Fold(described(10, False), heard(20), looked(30), disposed(40))
    assert is_in_doubt(fold.server, OTHER)
    assert plugin_in(fold.server, OTHER) is False
    fold.tell(heard(50), looked(60, "config"))
    assert (fold.server.plugin, plugin_in(fold.server, OTHER)) == (True, True)


def test_a_plugin_that_goes_with_its_instance_is_noticed() -> None:
    fold = Fold(described(10, False), heard(20), looked(30, *ALL), toast(35, "Model Fallback"))
    fold.tell(disposed(40))
    assert (fold.server.plugin, signs_of(fold.server)) == (False, ())
    fold.tell(heard(50), looked(60))
    assert (fold.server.plugin, plugin_in(fold.server, OTHER)) == (False, False)


def test_all_instances_may_end_at_once() -> None:
    fold = Fold(described(10, True, "config"), heard(20), looked(30, "config"), disposed(40, ""))
    assert is_in_doubt(fold.server, OWN)
    assert is_in_doubt(fold.server, OTHER)
    fold.tell(described(50, False))
    assert fold.server.plugin is False


def test_an_answer_from_before_the_end_of_an_instance_says_nothing_of_the_next() -> None:
    fold = Fold(described(10, False), heard(20), looked(30, "config"), disposed(40), heard(41))
    fold.tell(looked(50, "config", asked=35))
    assert is_in_doubt(fold.server, OTHER)
    assert at_other(fold).signs == {}


def test_a_connection_that_is_made_anew_puts_all_in_doubt() -> None:
    fold = Fold(described(10, True, "config"), toast(20, "New Background Task", OWN))
    assert signs_of(fold.server) == ("config", "toast")
    fold.tell(ev.StreamOpened(server=LAB, at_ms=30))
    assert (plugin_in(fold.server, OWN), is_in_doubt(fold.server, OWN)) == (True, True)
    assert signs_of(fold.server) == ("config",)
    fold.tell(described(40, False))
    assert (fold.server.plugin, signs_of(fold.server)) == (False, ())


def test_the_global_settings_are_a_sign_of_the_whole_server() -> None:
    fold = Fold(described(10, False, "global-config"))
    assert (fold.server.plugin, signs_of(fold.server)) == (True, ("global-config",))
    fold.tell(replace(described(20, False), unanswered=("global-config",)))
    assert (fold.server.plugin, signs_of(fold.server)) == (True, ("global-config",))
    fold.tell(described(30, False))
    assert (fold.server.plugin, signs_of(fold.server)) == (False, ())


@pytest.mark.parametrize("title", ["Model Fallback", "New Background Task"])
def test_a_toast_betrays_it(title: str) -> None:
    fold = Fold(described(10, False), toast(20, title))
    assert (plugin_in(fold.server, OTHER), plugin_in(fold.server, OWN)) == (True, False)
    assert at_other(fold).signs == {"toast": 20}
    assert not is_in_doubt(fold.server, OTHER)


@pytest.mark.parametrize("title", ["Model Fallback by omo-watch", "Task Completed", ""])
def test_other_toasts_betray_nothing(title: str) -> None:
    fold = Fold(described(10, False), toast(20, title))
    assert fold.server.plugin is False


def test_a_toast_of_no_directory_is_a_sign_of_the_server() -> None:
    fold = Fold(described(10, False), toast(20, "Model Fallback", ""))
    assert (fold.server.plugin, plugin_in(fold.server, OWN)) == (True, False)
    assert signs_of(fold.server) == ("toast",)


def test_a_sign_of_the_stream_outlives_a_look_that_finds_nothing() -> None:
    fold = Fold(described(10, False), heard(15), toast(20, "Model Fallback"), looked(30))
    assert (plugin_in(fold.server, OTHER), at_other(fold).signs) == (True, {"toast": 20})


def test_a_prompt_that_it_wrote_betrays_it() -> None:
    fold = Fold(described(10, False), born(20, directory=OTHER))
    fold.tell(*prompt(30, f"Go on.\n{MARKER}"))
    assert at_other(fold).signs == {"message": 30}


@pytest.mark.parametrize(
    "odd",
    [
        {"text": "Go on."},
        {"text": f"Go on.\n{MARKER}", "mark": Mark()},
        {"text": f"Go on.\n{MARKER}", "message": {"role": "assistant"}},
        {"text": f"Go on.\n{MARKER}", "message": {"created_ms": 4}},
    ],
    ids=["no marker", "ours", "an answer", "a copy of an old one"],
)
def test_other_messages_betray_nothing(odd: dict[str, Any]) -> None:
    fold = Fold(
        ev.ServerAdded(server=LAB, at_ms=1, url="u"), ev.StreamOpened(server=LAB, at_ms=5),
        described(10, False), born(20, directory=OTHER),
    )  # fmt: skip
    fold.tell(*prompt(30, odd.pop("text"), **odd))
    assert (fold.server.plugin, signs_of(fold.server)) == (False, ())


def test_a_change_is_told_to_the_screens_and_nothing_else_is() -> None:
    fold = Fold(born(5), described(10, False), heard(20))
    changes = fold.tell(looked(30, "config"))
    assert (changes.servers, changes.sessions) == (True, {(LAB, A)})
    assert not fold.tell(looked(40, "config"))


def test_the_agent_of_prompts_that_name_none_is_known_by_directory() -> None:
    fold = Fold(described(10, False), heard(20), looked(30, default_agent="Sisyphus"))
    assert at_other(fold).default_agent == "Sisyphus"
