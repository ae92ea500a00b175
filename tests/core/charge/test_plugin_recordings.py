"""What happens beside the real plugin, by its recordings: nothing but what a rescue is due for."""

import json
from collections.abc import Iterator

import pytest

from omo_watch_core.effects import Report, SendAbort, SendPrompt
from tests.core.charge.tape import FOLDER, Player

STANDS_MS = 5_000
TICK_MS = 1_000
NAMES = sorted(file.stem for file in FOLDER.glob("omo-*.jsonl"))
FIRST = {
    "omo-a0-migrated-config-no-fallback": [(8_000, "session.status")],
    "omo-c1-manual-override": [(8_000, "session.error")],
    "omo-d2-two-writers-pingpong": [(9_000, "session.status")],
    "omo-e1-cancel-variants": [(9_000, "session.status")],
    "omo-g1-rescue-stuck-children": [(9_000, "session.status")],
}
"""When a session is first taken up, and why: a wait that stands, or an end without an answer.

a0: no chain in the plugin's files; c1: the plugin's chain is used up; d2: the other writer left
it waiting; e1: a hanging child, which its parent waits for; g1: a child in the background.
"""
ONLY_OFFERED, USED_UP = "omo-e1-cancel-variants", "omo-c1-manual-override"


def words(name: str) -> Iterator[tuple[float, str, object]]:
    """Give time, session and status of all words about a status, as they were recorded."""
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        payload = entry["event"].get("payload", entry["event"])
        if payload.get("type") == "session.status":
            told = payload["properties"]
            yield entry["t"], told["sessionID"], told["status"]


def standing_since(name: str, session: str, at_ms: int) -> tuple[str, float, bool]:
    """Give a session's status at a moment, since when it stands, and whether it ever waited."""
    status, since, waited = {"type": "idle"}, 0.0, False
    for moment, who, said in words(name):
        if who == session and moment <= at_ms and said != status:
            assert isinstance(said, dict)
            status, since = said, moment
            waited = waited or said["type"] == "retry"
    return str(status["type"]), since, waited


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_stopped_or_prompted_but_what_stands_for_five_seconds(name: str) -> None:
    stopped: set[str] = set()
    known: set[bytes] = set()
    for at, effect in Player(name, plugin=True).done:
        if isinstance(effect, SendAbort):
            stopped.add(effect.session)
            status, since, _ = standing_since(name, effect.session, at)
            assert status == "retry"
            assert STANDS_MS <= at - since < STANDS_MS + 2 * TICK_MS
        elif isinstance(effect, SendPrompt) and effect.body not in known:
            known.add(effect.body)
            if effect.session in stopped:
                stopped.remove(effect.session)
                continue
            status, since, waited = standing_since(name, effect.session, at)
            assert (status, waited) == ("idle", True)
            assert at - since >= STANDS_MS


@pytest.mark.parametrize("name", NAMES)
def test_each_recording_takes_up_what_it_should(name: str) -> None:
    taken: dict[str, tuple[int, str]] = {}
    for at, effect in Player(name, plugin=True).done:
        if isinstance(effect, Report) and " -> " in effect.text:
            source = effect.text.split(": ")[1]
            taken.setdefault(effect.session, (at, source))
    assert list(taken.values()) == FIRST.get(name, [])


@pytest.mark.parametrize("name", sorted(FIRST.keys() - {ONLY_OFFERED, USED_UP}))
def test_a_wait_that_stands_is_ended_and_its_session_prompted(name: str) -> None:
    done = Player(name, plugin=True).done
    kinds = [type(effect) for _, effect in done if isinstance(effect, SendAbort | SendPrompt)]
    assert kinds[:2] == [SendAbort, SendPrompt]


def test_a_session_whose_chain_is_used_up_is_prompted_without_an_abort() -> None:
    done = Player(USED_UP, plugin=True).done
    first = next(effect for _, effect in done if isinstance(effect, SendAbort | SendPrompt))
    assert isinstance(first, SendPrompt)


def test_a_child_that_is_waited_for_is_only_offered() -> None:
    done = Player(ONLY_OFFERED, plugin=True).done
    kinds = {effect.kind for _, effect in done if isinstance(effect, Report)}
    assert "offer" in kinds
    assert not [effect for _, effect in done if isinstance(effect, SendAbort | SendPrompt)]
