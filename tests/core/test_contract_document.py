"""The document of `ls --json`: every promised key, of the promised kind."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from omo_watch_core.announced import Announcement, Mismatch
from omo_watch_core.claim import Claim
from omo_watch_core.contract import all_rows, ls_document
from omo_watch_core.link import Link
from omo_watch_core.model import Tokens
from omo_watch_core.select.charge import in_charge
from omo_watch_core.select.view import View
from omo_watch_core.state import State
from tests.core.select.make import (
    DAY,
    GPT,
    HOME,
    HOUR,
    LIMITED,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    answer,
    ask,
    busy,
    idle,
    lost,
    retry,
    server,
    setback,
    state,
)

NUMBER = int | float
SERVER: dict[str, Any] = {
    "name": str, "url": str, "state": str, "version": str | None, "plugin": bool | None,
    "plugin_signs": list,
    "in_charge": str | None, "claim": str | None, "lost_seconds": float,
}  # fmt: skip
SESSION: dict[str, Any] = {
    "server": str, "id": str, "parent": str | None, "title": str, "directory": str,
    "agent": str | None, "state": str, "model": str | None, "variant": str | None,
    "retry": dict | None, "ladder": list, "verdict": dict | None, "tokens": dict,
    "mismatch": dict | None,
    "cost": float, "context_used": int, "context_limit": int, "silent_s": float | None,
}  # fmt: skip
RETRY: dict[str, Any] = {
    "attempt": int, "class": str, "message": str, "next_ms": int, "seconds_left": float,
    "stated_reset_ms": int | None,
}  # fmt: skip
RUNG: dict[str, Any] = {
    "model": str, "rung": str, "class": str | None, "until_ms": int | None, "claimed": bool,
}  # fmt: skip
VERDICT: dict[str, Any] = {"cause": str, "evidence": str}
TOKENS: dict[str, Any] = dict.fromkeys(
    ("input", "output", "reasoning", "cache_read", "cache_write"), int
)
STATES = {
    "asking", "stuck", "retry", "parked", "failed", "unknown", "busy", "idle", "done",
}  # fmt: skip


def everything(**fields: Any) -> State:
    """Give two servers with sessions in every state."""
    wait = retry(
        "ses_retry", 461_200, setbacks=(setback(until_ms=float(NOW + 461_200)),),
    )  # fmt: skip
    sessions = [
        wait,
        busy("ses_asking"),
        busy("ses_stuck", unfinished=3),
        busy("ses_busy", parent="ses_idle", answer=answer(model=replace(GPT, variant="high"))),
        idle("ses_idle", cost=0.125),
        idle("ses_done", ended_ms=NOW, since_ms=NOW),
        idle("ses_failed", failure=LIMITED),
        idle("ses_parked", parked_until_ms=NOW + HOUR),
        idle("ses_old", ago=9 * DAY),
        idle("ses_bare", agent=None, model=None, answer=None, answered=False, prompt=None),
        idle("ses_archived", archived_ms=1),
    ]
    lab = server(
        *sessions, asks=[ask("ses_asking")], models=(OPUS, GPT), version="1.18.33", plugin=True,
        **fields,
    )  # fmt: skip
    gone = server(busy("ses_unknown"), name="gpu-2", link=lost(38 * SECOND, reason="refused"))
    return state(lab, gone, chains={"*": ("fake/gpt", "fake/glm")})


def document(whole: State) -> dict[str, Any]:
    """Give what a script reads."""
    return msgspec.json.decode(msgspec.json.encode(ls_document(whole)))


def check(entry: dict[str, Any], shape: dict[str, Any]) -> None:
    assert shape.keys() <= entry.keys()
    wrong = {name: entry[name] for name, kind in shape.items() if not isinstance(entry[name], kind)}
    assert wrong == {}


def session(whole: State, name: str) -> dict[str, Any]:
    found = [entry for entry in document(whole)["sessions"] if entry["id"] == name]
    assert len(found) == 1
    return found[0]


def test_the_shape() -> None:
    whole = document(everything())
    assert list(whole) == ["servers", "sessions", "tasks", "cut_off"]
    assert whole["tasks"] == []
    for entry in whole["servers"]:
        check(entry, SERVER)
    for entry in whole["sessions"]:
        check(entry, SESSION)
        check(entry["tokens"], TOKENS)
        for rung in entry["ladder"]:
            check(rung, RUNG)
    assert {entry["state"] for entry in whole["sessions"]} == STATES


def test_all_sessions_that_are_not_archived_in_the_order_of_the_screen() -> None:
    names = [entry["id"] for entry in document(everything())["sessions"]]
    assert names == [
        "ses_asking", "ses_stuck", "ses_failed", "ses_retry", "ses_parked", "ses_unknown",
        "ses_idle", "ses_busy", "ses_done", "ses_bare", "ses_old",
    ]  # fmt: skip


def test_a_view_may_narrow_the_rows() -> None:
    rows = all_rows(everything(), View(filter="state:retry", unfolded=True))
    assert [row.session.id for row in rows] == ["ses_retry"]


def test_a_live_server() -> None:
    lab, gone = document(everything())["servers"]
    assert lab == {
        "name": "lab", "url": "http://127.0.0.1:4096", "state": "live", "version": "1.18.33",
        "plugin": True, "plugin_signs": [], "in_charge": "plugin", "claim": None,
        "lost_seconds": 0.0, "reason": None, "read_only": False,
    }  # fmt: skip
    assert (gone["state"], gone["lost_seconds"], gone["reason"]) == ("waiting", 38.0, "refused")
    assert (gone["plugin"], gone["in_charge"], gone["version"]) == (None, None, None)


def test_lost_time_is_the_sum_of_all_gaps() -> None:
    link = Link(phase="waiting", lost_ms=2_500, lost_since_ms=NOW - 10_000)
    (entry,) = document(state(server(link=link)))["servers"]
    assert entry["lost_seconds"] == 12.5


@pytest.mark.parametrize(
    ("plugin", "claim", "who"),
    [
        (True, None, "plugin"),
        (True, Claim(owner="guard 1@a"), "plugin"),
        (False, None, "nobody"),
        (False, Claim(owner="guard 1@a"), "omo-watch"),
        (None, Claim(owner="guard 1@a"), None),
    ],
)
def test_who_is_in_charge(plugin: bool | None, claim: Claim | None, who: str | None) -> None:
    assert in_charge(server(plugin=plugin, claim=claim)) == who


def test_a_wait() -> None:
    entry = session(everything(), "ses_retry")
    check(entry["retry"], RETRY)
    assert entry["retry"] == {
        "attempt": 1, "class": "usage-limit", "message": "Rate limit reached",
        "next_ms": NOW + 461_200, "seconds_left": 461.2, "stated_reset_ms": None,
    }  # fmt: skip
    assert entry["ladder"] == [
        {"model": "fake/opus", "rung": "failed", "class": "rate-limit",
         "until_ms": NOW + 461_200, "claimed": False},
        {"model": "fake/gpt", "rung": "next", "class": None, "until_ms": None, "claimed": False},
        {"model": "fake/glm", "rung": "unreachable", "class": None, "until_ms": None,
         "claimed": False},
    ]  # fmt: skip
    assert entry["verdict"] == {"cause": "rate-limited", "evidence": "attempt 1 · plugin silent 1m"}


def test_a_claim_that_differs_from_the_fact() -> None:
    found = Mismatch(
        claimed="fake/gpt", fact="fake/opus", answered=True, source="toast", at_ms=NOW - SECOND
    )
    claim = Announcement(model=GPT, source="toast", at_ms=NOW - SECOND)
    lab = server(busy("ses_a", mismatch=found, announced=claim), models=(OPUS, GPT))
    entry = session(state(lab, chains={"*": ("fake/gpt",)}), "ses_a")
    assert entry["mismatch"] == {
        "claimed": "fake/gpt", "fact": "fake/opus", "source": "toast", "at_ms": NOW - SECOND,
    }  # fmt: skip
    assert [(rung["model"], rung["rung"], rung["claimed"]) for rung in entry["ladder"]] == [
        ("fake/opus", "current", False), ("fake/gpt", "next", True),
    ]  # fmt: skip
    assert session(everything(), "ses_busy")["mismatch"] is None


def test_times_that_the_server_said_stay_in_its_clock() -> None:
    entry = session(everything(offset_ms=5_000.0), "ses_retry")
    assert entry["retry"]["next_ms"] == NOW + 461_200
    assert entry["retry"]["seconds_left"] == 466.2
    assert entry["ladder"][0]["until_ms"] == NOW + 461_200


@pytest.mark.parametrize(
    ("message", "stated"),
    [
        ("Rate limit reached", None),
        ("retrying in 1m", None),
        ("Resets in 2 hours", NOW - MINUTE + 2 * HOUR),
    ],
)
def test_a_reset_that_the_message_states_otherwise(message: str, stated: int | None) -> None:
    made = retry("ses_a", due=20_000)
    assert made.retry is not None
    made = replace(made, retry=replace(made.retry, message=message))
    assert session(state(server(made)), "ses_a")["retry"]["stated_reset_ms"] == stated


def test_a_wait_that_is_over_has_no_time_left() -> None:
    entry = session(state(server(retry("ses_a", due=-9_000))), "ses_a")
    assert entry["retry"]["seconds_left"] == 0.0


def test_a_session_at_work() -> None:
    entry = session(everything(), "ses_busy")
    assert (entry["parent"], entry["server"]) == ("ses_idle", "lab")
    assert (entry["model"], entry["variant"]) == ("fake/gpt", "high")
    assert (entry["agent"], entry["directory"]) == ("build", HOME)
    assert (entry["retry"], entry["verdict"], entry["ask"]) == (None, None, None)
    assert entry["silent_s"] == 1.0
    assert entry["context_limit"] == 200_000


def test_a_session_that_waits_for_a_person() -> None:
    entry = session(everything(), "ses_asking")
    told = {key: entry["ask"][key] for key in ("id", "kind", "title")}
    assert told == {
        "id": f"per_ses_asking_{NOW - MINUTE}", "kind": "permission", "title": "touch marker",
    }  # fmt: skip
    assert entry["verdict"]["cause"] == "waiting-for-person"


def test_a_session_of_which_nothing_is_known() -> None:
    entry = session(everything(), "ses_bare")
    assert (entry["agent"], entry["model"], entry["variant"]) == (None, None, None)
    assert (entry["silent_s"], entry["context_limit"]) == (None, 0)
    assert [rung["rung"] for rung in entry["ladder"]] == ["next", "unreachable"]


def test_what_it_cost() -> None:
    tokens = Tokens(input=1, output=2, reasoning=3, cache_read=4, cache_write=5, total=99)
    made = idle("ses_a", cost=0.5, context_used=77)
    made = replace(made, info=replace(made.info, tokens=tokens))
    entry = session(state(server(made)), "ses_a")
    assert entry["tokens"] == {
        "input": 1, "output": 2, "reasoning": 3, "cache_read": 4, "cache_write": 5,
    }  # fmt: skip
    assert (entry["cost"], entry["context_used"]) == (0.5, 77)


def test_nothing_to_list() -> None:
    assert ls_document(state()) == {
        "servers": [], "sessions": [], "tasks": [], "cut_off": [],
    }  # fmt: skip
