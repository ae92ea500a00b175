"""A recording under other names: ids, titles, descriptions, agents and models, consistently."""

import re
from collections.abc import Iterator

import msgspec

from omo_watch_core import replay
from omo_watch_core.replay import Recording
from tests.core.reduce.tapes import FOLDER, TAPE


def lines_of(name: str) -> list[str]:
    """Give the lines of a recording."""
    return (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()


def under_other_names(name: str, names: dict[str, str]) -> Recording:
    """Read a recording with all its ids changed, and what `names` has."""
    told = []
    for line in lines_of(name):
        other = with_other_ids(msgspec.json.decode(renamed(line, names)))
        told.append(msgspec.json.encode(other))
    return replay.read(told, server=TAPE)


def names_of(name: str) -> dict[str, str]:
    """Give other names for all titles, descriptions, agents, models and tasks of a recording."""
    found: dict[str, None] = {}
    for line in lines_of(name):
        found.update(dict.fromkeys(_named(msgspec.json.decode(line))))
    known = sorted((word for word in found if len(word) > 3), key=len, reverse=True)
    others = {word: f"Zq{number}w{len(known)}" for number, word in enumerate(known)}
    return {**others, "/srv/dev/project": "/srv/zz"}


NAMING = {"title", "description", "agent", "mode", "modelID", "providerID", "category",
          "subagent_type", "default_agent"}  # fmt: skip
TITLE = re.compile(r"(.*) \(@(.+) subagent\)")


def _named(told: object, key: str = "", toast: bool = False) -> Iterator[str]:
    if isinstance(told, dict):
        toast = toast or told.get("type") == "tui.toast.show"
        for name, value in told.items():
            yield from _named(value, name, toast)
    elif isinstance(told, list):
        for value in told:
            yield from _named(value, key, toast)
    elif isinstance(told, str) and key in NAMING and told and not toast:
        parts = TITLE.fullmatch(told)
        yield from parts.groups() if parts else (told,)


def renamed(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def with_other_ids(told: object) -> object:
    """Give other ids; the order of messages is in theirs, so that only the random ends differ."""
    if isinstance(told, dict):
        return {key: with_other_ids(value) for key, value in told.items()}
    if isinstance(told, list):
        return [with_other_ids(value) for value in told]
    if not isinstance(told, str):
        return told
    if told.startswith("call_"):
        return f"call_{told[:4:-1]}"
    told = re.sub(r"\bbg_([0-9a-f]{8})\b", lambda found: f"bg_{found[1][::-1]}", told)
    if told[:4] in ("ses_", "msg_", "prt_") and 20 < len(told) < 40:
        return told[:16] + told[16:].swapcase() + "Z"
    return re.sub(r"\bses_(\w{20,40})", lambda found: _other_id(found[0]), told)


def _other_id(ident: str) -> str:
    return ident[:16] + ident[16:].swapcase() + "Z"
