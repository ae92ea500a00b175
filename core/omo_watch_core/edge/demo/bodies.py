"""Bodies of requests, read as strictly as the server does; what is wrong is refused."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from omo_watch_core.edge.demo.deeds import Change, NewSession
from omo_watch_core.edge.demo.exchange import RefusedError, bad_request
from omo_watch_core.edge.demo.nouns import Json, Noun, PromptModel, SessionModel, Toast
from omo_watch_core.edge.demo.prompts import Prompt, PromptPart

BROKEN = "Unexpected server error. Check server logs for details."
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_PLACE = re.compile(r" - at `\$\.?([^`]*)`")
_STEP = re.compile(r"(\w+)|\[(\d*|\.\.\.)\]")
B = TypeVar("B")


class _TextPart(Noun, tag="text"):
    text: str
    id: str | None = None
    synthetic: bool | UnsetType = UNSET
    ignored: bool | UnsetType = UNSET
    metadata: Json | UnsetType = UNSET


class _FilePart(Noun, tag="file"):
    url: str


class _AgentPart(Noun, tag="agent"):
    name: str


class _PromptBody(Noun):
    parts: list[_TextPart | _FilePart | _AgentPart]
    message_id: Annotated[str, msgspec.Meta(pattern="^msg")] | None = None
    agent: str | None = None
    model: PromptModel | None = None
    variant: str | None = None
    no_reply: bool | None = None
    system: str | UnsetType = UNSET
    tools: Json | UnsetType = UNSET


class _Command(Noun):
    command: str
    arguments: str


class _Permit(Noun):
    response: Literal["once", "always", "reject"]
    message: str | None = None


class _Reply(Noun):
    reply: Literal["once", "always", "reject"]
    message: str | None = None


class _Answers(Noun):
    answers: list[list[str]]


class _Switch(Noun):
    model: SessionModel


class _Session(Noun):
    title: str | None = None
    parent_id: Annotated[str, msgspec.Meta(pattern="^ses")] | None = None
    agent: str | None = None
    model: SessionModel | None = None
    metadata: Json | None = None
    permission: list[Json] | None = None


class _Time(Noun):
    archived: int | None = None


class _Change(Noun):
    title: str | None = None
    metadata: Json | None = None
    time: _Time | None = None


def prompt(body: bytes) -> Prompt:
    """Read the body of a prompt; parts that are no texts have no say here."""
    given = _read(body, _PromptBody)
    parts = [
        PromptPart(
            text=part.text,
            id=part.id,
            synthetic=part.synthetic,
            ignored=part.ignored,
            metadata=part.metadata,
        )
        for part in given.parts
        if isinstance(part, _TextPart)
    ]
    return Prompt(
        parts=tuple(parts),
        message=given.message_id,
        agent=given.agent,
        model=given.model,
        variant=given.variant,
        no_reply=bool(given.no_reply),
        system=given.system,
        tools=given.tools,
    )


def command(body: bytes) -> str:
    """Read which command shall run; what is given to it has no say here."""
    return _read(body, _Command).command


def permit(body: bytes) -> tuple[str, str]:
    """Read the answer to a permission as its session's route takes it, and the words with it."""
    given = _read(body, _Permit)
    return given.response, given.message or ""


def reply(body: bytes) -> tuple[str, str]:
    """Read the answer to a permission as its own route takes it, and the words with it."""
    given = _read(body, _Reply)
    return given.reply, given.message or ""


def answers(body: bytes) -> list[list[str]]:
    """Read the answers to questions: one list of labels for each."""
    return _read(body, _Answers).answers


def switch(body: bytes) -> SessionModel:
    """Read the model that a session shall have; this route has refusals of its own."""
    try:
        return _read(body, _Switch).model
    except RefusedError as error:
        told = msgspec.convert(error.data, dict[str, str])
        raise RefusedError(400, {"_tag": "InvalidRequestError", **told}) from error


def new_session(body: bytes) -> NewSession:
    """Read what a new session shall be; nothing at all is fine."""
    try:
        given = _read(body, _Session) if body else _Session()
    except RefusedError as error:
        raise RefusedError(400, {"_tag": "BadRequest"}) from error
    return NewSession(
        title=given.title,
        parent=given.parent_id,
        agent=given.agent,
        model=given.model,
        metadata=given.metadata,
        permission=given.permission,
    )


def change(body: bytes) -> Change:
    """Read what shall change of a session."""
    given = _read(body, _Change)
    archived = given.time.archived if given.time else None
    return Change(title=given.title, metadata=given.metadata, archived_ms=archived)


def toast(body: bytes) -> Toast:
    """Read a toast."""
    return _read(body, Toast)


def _read(body: bytes, shape: type[B]) -> B:
    if not body:
        raise bad_request("Expected object, got undefined")
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise bad_request(_complaint(str(error))) from error
    except msgspec.DecodeError as error:
        data = {"message": BROKEN, "ref": "err_00000000"}
        raise RefusedError(500, {"name": "UnknownError", "data": data}) from error


def _complaint(error: str) -> str:
    """Say what is wrong with a body, and where, in the server's form."""
    found = _PLACE.search(error)
    steps = [word or int(place) for word, place in _STEP.findall(found[1])] if found else []
    missing = _MISSING.search(error)
    what = "Missing key" if missing else _PLACE.sub("", error).replace("`", "")
    steps += [missing[1]] if missing else []
    at = "".join(f'["{step}"]' if isinstance(step, str) else f"[{step}]" for step in steps)
    return f"{what}\n  at {at}" if at else what
