"""The demo says nothing that the real server does not say in the same situation."""

from collections.abc import AsyncIterator, Iterator

import pytest

from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.server import serve
from tests.edge.demo.fast import FastClock
from tests.live.contract.shapes import OF_A_SESSION, ROUTES, keys
from tests.live.contract.subject import Json, Subject, subject_of
from tests.live.target import Target

pytestmark = pytest.mark.real
Said = dict[str, set[str]]
"""What was said, by kind: the paths of all its keys."""


@pytest.fixture
async def subjects(real_target: Target) -> AsyncIterator[tuple[Subject, Subject]]:
    """Give clients of both servers."""
    async with serve(story=(LAPTOP,), clock=FastClock(10)) as urls:
        target = Target(urls["laptop"], LAPTOP.projects, "demo")
        async with subject_of(target) as demo, subject_of(real_target) as real:
            yield demo, real


async def test_answers_and_events_have_no_keys_of_their_own(
    subjects: tuple[Subject, Subject],
) -> None:
    demo, real = [await _all_that_is_said(subject) for subject in subjects]
    assert len(demo) > 40
    assert demo.keys() <= real.keys()
    extra = {kind: sorted(demo[kind] - real[kind]) for kind in demo if demo[kind] - real[kind]}
    assert extra == {}


async def _all_that_is_said(subject: Subject) -> Said:
    """Let sessions answer, wait, fail, ask and be aborted; read everything about them."""
    words, lab = subject.words, subject.lab
    waits = await subject.ask("Say something.", words.limited, variant="high")
    await subject.hears(waits, "retry")
    asks = await subject.ask(words.permission, words.good)
    await subject.asks(asks, "permission")
    wonders = await subject.ask(words.question, words.good)
    await subject.asks(wonders, "question")
    said = await _answers(subject, waits, asks, wonders)
    (asked,) = [ask for ask in await lab.permissions() if ask["sessionID"] == asks]
    await lab.permit(asked)
    await subject.hears(asks, "busy", "idle", "session.idle")
    talks = await subject.ask("Talk slowly.", words.slow)
    await subject.hears(talks, "delta")
    for session in (talks, waits, wonders):
        await lab.abort(session)
        await subject.hears(session, "idle", "session.idle")
    await lab.client.patch(f"/session/{waits}", json={"metadata": {"omo-watch": {}}})
    _merge(said, await _answers(subject, waits, asks, talks))
    await lab.client.delete(f"/session/{waits}")
    await subject.hears(waits, "session.deleted")
    mine = {waits, asks, wonders, talks}
    return said | _events(subject.events, mine)


async def _answers(subject: Subject, *sessions: str) -> Said:
    said: Said = {}
    for path in ROUTES:
        said[path] = keys(_about((await subject.request("GET", path)).json(), sessions))
    for session in sessions:
        for rest in OF_A_SESSION:
            body = (await subject.request("GET", f"/session/{session}{rest}")).json()
            for kind, value in _sorted_out(rest, body):
                said[kind] = said.get(kind, set()) | keys(value)
    return said


def _about(body: object, sessions: tuple[str, ...]) -> object:
    """Leave out what a listing says about other sessions."""
    if isinstance(body, dict):
        return {k: v for k, v in body.items() if not k.startswith("ses_") or k in sessions}
    if not isinstance(body, list):
        return body
    owners = [
        one.get("sessionID", one["id"]) if isinstance(one, dict) and "id" in one else ""
        for one in body
    ]
    pairs = zip(body, owners, strict=True)
    return [one for one, owner in pairs if not owner.startswith("ses_") or owner in sessions]


def _sorted_out(rest: str, body: object) -> Iterator[tuple[str, object]]:
    """Split messages by role and parts by kind: each kind has keys of its own."""
    if rest != "/message" or not isinstance(body, list):
        yield f"session{rest}", body
        return
    for entry in body:
        yield f"message {entry['info']['role']}", entry["info"]
        for part in entry["parts"]:
            yield f"part {part['type']}", part


def _merge(said: Said, more: Said) -> None:
    for kind, found in more.items():
        said[kind] = said.get(kind, set()) | found


def _events(events: list[Json], sessions: set[str]) -> Said:
    said: Said = {}
    for event in events:
        payload = event["payload"]
        given = payload.get("properties") or payload.get("syncEvent", {}).get("data", {})
        if given.get("sessionID") in sessions:
            kind = f"event {payload['type']} {_detail(given)}"
            said[kind] = said.get(kind, set()) | keys(event)
    return said


def _detail(given: Json) -> str:
    part, info = given.get("part"), given.get("info")
    if part:
        return f"{part['type']} {part.get('state', {}).get('status', '')}"
    return str(info.get("role", "")) if info else ""
