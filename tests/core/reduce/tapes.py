"""The recordings, as events, and what the server answered when each had ended."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from omo_watch_core import replay
from omo_watch_core.events import Event
from omo_watch_core.link import Link
from omo_watch_core.model import Message, Part, SessionInfo
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording
from omo_watch_core.state import Server, State
from omo_watch_core.wire import rest

FOLDER = Path(__file__).parents[2] / "recordings"
NAMES = sorted(file.stem for file in FOLDER.glob("*.jsonl"))
ANSWERED = [name for name in NAMES if (FOLDER / f"{name}.rest.json").exists()]
TAPE = "replay"
Listed = tuple[tuple[Message, tuple[Part, ...]], ...]


@cache
def tape(name: str) -> Recording:
    """Read a recording."""
    return replay.read((FOLDER / f"{name}.jsonl").read_bytes().splitlines(), server=TAPE)


@cache
def _answers(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.rest.json").read_text("utf-8"))


def _body(answer: object) -> bytes:
    return json.dumps(answer).encode()


def sessions(name: str) -> dict[str, SessionInfo]:
    """Give the sessions that the server listed in the end."""
    return {info.id: info for info in rest.sessions(_body(_answers(name)["sessions"]))}


def statuses(name: str) -> bytes:
    """Give the body of the status map in the end; it may name sessions that are not listed."""
    return _body(_answers(name)["status"])


def histories(name: str) -> dict[str, Listed]:
    """Give the messages of some sessions in the end; deleted ones have none."""
    listed = _answers(name)["messages"].items()
    return {
        session: rest.messages(_body(body)) for session, body in listed if isinstance(body, list)
    }


def plans(name: str) -> dict[str, Any]:
    """Give the plans of some sessions in the end."""
    listed = _answers(name)["todo"].items()
    return {session: rest.todos(_body(body)) for session, body in listed if isinstance(body, list)}


def empty() -> State:
    """Give a state that watches nothing but the tape."""
    return State(servers={TAPE: Server(name=TAPE, url="", link=Link())})


def fold(events: tuple[Event, ...], state: State | None = None) -> Server:
    """Fold events in one batch and give the server."""
    return reduce(state or empty(), events)[0].servers[TAPE]
