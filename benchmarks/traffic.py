"""The event stream of a busy server, made up: the mix, sizes and wrapping that were measured."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterable, Sequence

DIRECTORY = "/srv/dev/shop"
PROJECT = "dc11ce1aece76eaaa610e125d6d4d63c872ab846"
CONNECTED = (
    b'{"payload":{"id":"evt_1f8472b160014iFdgET3XwJkhc","type":"server.connected","properties":{}}}'
)
DELTAS = 0.988
"""The share of pieces of text among the choices: with doubles, 97.8 % of all events."""
DURABLE = ("session.updated", "message.updated", "message.part.updated")
KINDS = (*DURABLE, "session.status")
WEIGHTS = (5, 3, 2, 2)
WORDS = ("the ", "session ", " = ", "return ", "\n", "é", '"quoted" ', "index ", "a ", "\\path ")
STATUSES = ("busy",) * 8 + ("idle", "retry")
TOOLS = 0.5
"""The share of tool calls that ended among whole parts."""
PRINTED = (400, 4_000, 28_000)
"""Characters that a tool printed; a server cuts them at about 30,000."""
PRINT = "\x1b[32mok\x1b[0m  tests/test_invoice.py::test_half_cents_go_up  “passed” in 0.04s\n"
BEGAN_MS = 1_795_165_843_179

Json = dict[str, object]


def session_id(number: int) -> str:
    """Name a session; a smaller number is a newer one, as on a real server."""
    return f"ses_e07c{number:08x}FFewW9EPr5xo7jV"


class Traffic:
    """Make events of `/global/event` without end; no message, part or event id comes twice."""

    def __init__(self, sessions: int = 1_000, seed: int = 1) -> None:
        """Begin with every session at its first message."""
        self._chance = random.Random(seed)
        self._count = itertools.count(1)
        self._ids = [session_id(number) for number in range(sessions)]
        self._turns = [0] * sessions
        self._now_ms = BEGAN_MS

    def take(self, count: int) -> list[bytes]:
        """Give the next events as the JSON that follows `data: `."""
        made: list[bytes] = []
        while len(made) < count:
            made += self._next()
        return made[:count]

    def opening(self) -> list[bytes]:
        """Give the events by which each session begins: what it is, its answer, what it does."""
        return [
            _wrapped(kind, self._event(), self._properties(kind, number))
            for number in range(len(self._ids))
            for kind in ("session.updated", "session.status", "message.updated")
        ]

    def _next(self) -> list[bytes]:
        chance = self._chance
        number = chance.randrange(len(self._ids))
        self._now_ms += 1
        if chance.random() < DELTAS:
            word = chance.choice(WORDS)
            return [_wrapped("message.part.delta", self._event(), self._delta(number, word))]
        kind = chance.choices(KINDS, WEIGHTS)[0]
        event, properties = self._event(), self._properties(kind, number)
        wrapped = _wrapped(kind, event, properties)
        return [wrapped, _doubled(kind, event, properties)] if kind in DURABLE else [wrapped]

    def _event(self) -> str:
        return f"evt_1f84{next(self._count):08x}XbeyGnra1Lw109"

    def _message(self, number: int) -> str:
        return f"msg_1f84{self._turns[number]:06x}{number:06x}QTJDoQFTFE"

    def _part(self, number: int) -> str:
        return f"prt_1f84{self._turns[number]:06x}{number:06x}MM7i0m7NXk"

    def _delta(self, number: int, text: str) -> Json:
        return {
            "sessionID": self._ids[number],
            "messageID": self._message(number),
            "partID": self._part(number),
            "field": "text",
            "delta": text,
        }

    def _properties(self, kind: str, number: int) -> Json:
        session = self._ids[number]
        match kind:
            case "session.updated":
                return {"sessionID": session, "info": self._session(number)}
            case "message.updated":
                self._turns[number] += 1
                return {"sessionID": session, "info": self._answer(number)}
            case "message.part.updated":
                part = self._tool if self._chance.random() < TOOLS else self._text
                return {"sessionID": session, "part": part(number), "time": self._now_ms}
            case _:
                return {"sessionID": session, "status": self._status()}

    def _session(self, number: int) -> Json:
        return session_info(number, self._now_ms, self._chance.randrange(100_000))

    def _answer(self, number: int) -> Json:
        return {
            "parentID": f"msg_1f83{number:012x}QTJDoQFTFE",
            "role": "assistant",
            "mode": "build",
            "agent": "build",
            "path": {"cwd": DIRECTORY, "root": DIRECTORY},
            "cost": 0.01,
            "tokens": _tokens(self._chance.randrange(100_000)),
            "modelID": "ok-gpt",
            "providerID": "fake",
            "time": {"created": self._now_ms},
            "id": self._message(number),
            "sessionID": self._ids[number],
        }

    def _text(self, number: int) -> Json:
        return {
            "id": self._part(number),
            "messageID": self._message(number),
            "sessionID": self._ids[number],
            "type": "text",
            "text": "word " * 8,
            "time": {"start": self._now_ms, "end": self._now_ms},
        }

    def _tool(self, number: int) -> Json:
        """Give a shell call that ended: what it printed stands in it twice."""
        size = self._chance.choice(PRINTED)
        printed = (PRINT * (size // len(PRINT) + 1))[:size]
        return {
            "id": f"{self._part(number)}t",
            "messageID": self._message(number),
            "sessionID": self._ids[number],
            "type": "tool",
            "tool": "bash",
            "callID": f"call_{next(self._count)}",
            "state": {
                "status": "completed",
                "input": {"command": "pytest -q", "description": "Run the tests"},
                "output": printed,
                "title": "Run the tests",
                "metadata": {"output": printed, "exit": 0, "truncated": False},
                "time": {"start": self._now_ms, "end": self._now_ms},
            },
        }

    def _status(self) -> Json:
        kind = self._chance.choice(STATUSES)
        if kind != "retry":
            return {"type": kind}
        message = "All credentials for model opus are cooling down"
        return {"type": kind, "attempt": 3, "message": message, "next": self._now_ms + 476_000}


def session_info(number: int, now_ms: int, tokens: int = 0, title: str = "") -> Json:
    """Describe a session as the server does."""
    return {
        "id": session_id(number),
        "slug": "kind-mountain",
        "projectID": PROJECT,
        "directory": DIRECTORY,
        "path": "",
        "title": title or f"Task number {number}",
        "agent": "build",
        "model": {"id": "ok-gpt", "providerID": "fake", "variant": "default"},
        "version": "1.18.33",
        "summary": {"additions": 0, "deletions": 0, "files": 0},
        "cost": tokens / 1_000_000,
        "tokens": _tokens(tokens),
        "time": {"created": now_ms - 60_000, "updated": now_ms},
    }


def titled(number: int, title: str, now_ms: int) -> bytes:
    """Give the event by which a session gets a title, in JSON."""
    info = session_info(number, now_ms, title=title)
    properties: Json = {"sessionID": session_id(number), "info": info}
    return _wrapped("session.updated", "evt_1f84000000000000000000", properties)


def as_stream(payloads: Iterable[bytes]) -> bytes:
    """Write events as the body of the stream."""
    return b"".join(b"data: %s\n\n" % payload for payload in payloads)


def as_chunks(payloads: Iterable[bytes]) -> bytes:
    """Write events as they come over HTTP: one chunk each, as the real server does."""
    return b"".join(b"%x\r\ndata: %s\n\n\r\n" % (len(p) + 8, p) for p in payloads)


def cut(wire: bytes, size: int) -> Sequence[bytes]:
    """Cut bytes into pieces as reads give them."""
    return [wire[at : at + size] for at in range(0, len(wire), size)]


def _wrapped(kind: str, event: str, properties: Json) -> bytes:
    return _json({"id": event, "type": kind, "properties": properties})


def _doubled(kind: str, event: str, properties: Json) -> bytes:
    """Give the copy that follows each durable event."""
    about = properties["sessionID"]
    head: Json = {"id": event, "type": f"{kind}.1", "seq": 1, "aggregateID": about}
    return _json({"type": "sync", "syncEvent": {**head, "data": properties}, "id": event})


def _json(payload: Json) -> bytes:
    outer = {"directory": DIRECTORY, "project": PROJECT, "payload": payload}
    return json.dumps(outer, separators=(",", ":"), ensure_ascii=False).encode()


def _tokens(count: int) -> Json:
    cache = {"read": count // 2, "write": 0}
    return {"total": count, "input": count // 2, "output": 33, "reasoning": 0, "cache": cache}
