"""Claims and facts of the recordings: what differs, when, and why the rest is silent."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import pytest

from omo_watch_core import replay
from omo_watch_core.events import Event
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording
from omo_watch_core.state import State
from tests.core.reduce.tapes import FOLDER, NAMES, TAPE, empty, tape

Steps = tuple[tuple[int, str, str | None], ...]
"""When (ms from the start), what is announced or `-`, and the difference."""


class Expected(NamedTuple):
    why: str
    steps: Steps = ()


TWO, KIMI, GPT = "fake/limited-two", "fake/ok-kimi", "fake/ok-gpt"
CLAUDE = "fake/ok-claude"
EXPECTED: dict[str, Expected] = {
    "omo-a0-migrated-config-no-fallback": Expected(
        "its only toast is about a cache: the plugin falls back nowhere and announces nothing"
    ),
    "omo-a1-runtime-fallback": Expected(
        "a plain fallback of two steps: both announced models are asked, the second answers",
        (
            (2380, TWO, None),
            (2522, "-", None),
            (2652, KIMI, None),
            (2797, "-", None),
        ),
    ),
    "omo-a2-fallback-agent-swap-error": Expected(
        "the second announced model is never asked, its agent is unknown: an error, no answer",
        (
            (5485, "limited-two", None),
            (5486, TWO, None),
            (5847, "-", None),
            (6286, GPT, None),
        ),
    ),
    "omo-b1-background-tasks": Expected(
        "six sessions work: the toast waits until one prompt is rewritten to its model, 2 s later",
        ((5179, "fake/ok-two", None), (5636, "-", None)),
    ),
    "omo-b2-outside-abort-delete": Expected("toasts of tasks name no change of a model"),
    "omo-b3-outside-reprompt-child": Expected(
        "a program prompts a child with another model, without a mark and without a toast"
    ),
    "omo-b4-parent-delete-cascade": Expected("toasts of tasks name no change of a model"),
    "omo-c1-manual-override": Expected(
        "both announced models are asked and wait; what a person prompts is no announcement",
        (
            (1750, TWO, None),
            (2026, "-", None),
            (26464, TWO, None),
            (26570, "-", None),
        ),
    ),
    "omo-d1-two-writers": Expected(
        "the plugin's queued model is written to a prompt that another model has answered",
        (
            (2331, "limited-two", None),
            (3044, TWO, None),
            (3084, TWO, f"{TWO} / fake/ok-three answered"),
        ),
    ),
    "omo-d2-two-writers-pingpong": Expected(
        "the first claim ends with a prompt on a third model, the second is never asked",
        (
            (1691, TWO, None),
            (1720, "-", None),
            (2912, "limited-two", None),
            (3572, "limited-two", "limited-two / fake/limited-three asked"),
        ),
    ),
    "omo-e1-cancel-variants": Expected("toasts of tasks name no change of a model"),
    "omo-g1-rescue-stuck-children": Expected("toasts of tasks name no change of a model"),
    "override-cancel-tree": Expected("nothing is moved"),
    "override-marked": Expected(
        "two marked prompts: the first is answered; the second is lost, sent again, and answered",
        (
            (3828, CLAUDE, None),
            (3921, "-", None),
            (5527, CLAUDE, None),
            (8621, "-", None),
        ),
    ),
    "override-partial": Expected(
        "a marked sentence behind partial text, answered by the announced model",
        ((3639, CLAUDE, None), (3708, "-", None)),
    ),
    "override-repost": Expected(
        "the prompt is rewritten without a mark: a user message announces nothing"
    ),
}


def _name(provider: str, model: str) -> str:
    return f"{provider}/{model}" if provider else model


def _told(state: State) -> tuple[str, str | None]:
    """Give what is announced and what differs, of the session where there is any."""
    for session in state.servers[TAPE].sessions.values():
        claim, found = session.announced, session.mismatch
        if claim is not None or found is not None:
            said = _name(claim.model.provider, claim.model.model) if claim else "-"
            verb = "answered" if found and found.answered else "asked"
            return said, f"{found.claimed} / {found.fact} {verb}" if found else None
    return "-", None


def _steps(recorded: Recording) -> Iterator[tuple[int, str, str | None]]:
    """Give each change of claim or difference; of several at one moment the last."""
    state, last = empty(), ("-", None)
    moments: dict[int, list[Event]] = {}
    for event in recorded.events:
        moments.setdefault(event.at_ms, []).append(event)
    for at, events in moments.items():
        state, _ = reduce(state, events)
        told = _told(state)
        if told != last:
            yield (at - recorded.base_ms, *told)
            last = told


@pytest.mark.parametrize("name", EXPECTED)
def test_claims_and_facts_at_every_step(name: str) -> None:
    assert tuple(_steps(tape(name))) == EXPECTED[name].steps, EXPECTED[name].why


def test_every_recording_with_the_plugin_or_a_move_has_its_expectation() -> None:
    assert {n for n in NAMES if n.startswith(("omo-", "override-"))} == EXPECTED.keys()


@pytest.mark.parametrize("name", sorted(set(NAMES) - EXPECTED.keys()))
def test_without_announcements_there_is_nothing_to_compare(name: str) -> None:
    assert tuple(_steps(tape(name))) == ()


OTHERS = {
    '"limited-opus"': '"vendor/big-one"',
    '"limited-two"': '"small.2"',
    '"limited-three"': '"x3"',
    '"ok-kimi"': '"k"',
    '"ok-gpt"': '"Of The Lab 9"',
    '"ok-two"': '"retry"',
    '"ok-three"': '"override-4"',
    '"ok-claude"': '"claude 5"',
    '"fake"': '"somebody"',
    "limited-two for next": "small.2 for next",
    "ok-kimi for next": "k for next",
    "ok-gpt for next": "Of The Lab 9 for next",
    "queued for limited-two": "queued for small.2",
    "queued for ok-two": "queued for retry",
    "/srv/dev/project": "/srv/x",
    "Sisyphus": "Peter",
    "override demo": "limited",
    "two writers": "Switched to a for next request",
}
"""No rule knows the lab: its models, agents, places and titles under other names."""
RENAMED = {
    "limited-three": "x3", "limited-two": "small.2", "ok-three": "override-4", "ok-two": "retry",
    "ok-kimi": "k", "ok-gpt": "Of The Lab 9", "ok-claude": "claude 5", "fake/": "somebody/",
}  # fmt: skip


def _renamed(text: str | None, names: dict[str, str]) -> str | None:
    for old, new in names.items() if text else ():
        text = text.replace(old, new) if text else None
    return text


@pytest.mark.parametrize("name", [name for name, known in EXPECTED.items() if known.steps])
def test_under_other_names_the_same_is_found(name: str) -> None:
    text = (FOLDER / f"{name}.jsonl").read_text("utf-8")
    told = _renamed(text, OTHERS)
    assert told is not None
    assert '"limited-' not in told
    assert '"ok-' not in told
    expected = tuple(
        (at, _renamed(said, RENAMED), _renamed(found, RENAMED))
        for at, said, found in EXPECTED[name].steps
    )
    recorded = replay.read(told.encode().splitlines(), server=TAPE)
    assert tuple(_steps(recorded)) == expected


@pytest.mark.parametrize("name", [name for name, known in EXPECTED.items() if known.steps])
def test_other_ids_of_sessions_and_parts_change_nothing(name: str) -> None:
    """The order of messages is in their ids, so that only the random ends of them differ."""
    lines = []
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        told = msgspec.json.decode(line)
        lines.append(msgspec.json.encode(_with_other_ids(told)))
    assert tuple(_steps(replay.read(lines, server=TAPE))) == EXPECTED[name].steps


def _with_other_ids(told: object) -> object:
    if isinstance(told, dict):
        return {key: _with_other_ids(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_with_other_ids(value) for value in told]
    if isinstance(told, str) and told[:4] in ("ses_", "msg_", "prt_") and len(told) > 20:
        return told[:16] + told[16:].swapcase() + "Z"
    return told
