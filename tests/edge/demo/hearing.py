"""Events of a server in short words, so that their order can be read and compared."""

from typing import Any

Json = dict[str, Any]
SIDE_WORK = {"session.updated", "session.diff", "summed up", "part patch"}


def brief(events: list[Json], session: str) -> list[str]:
    """Name the events of a session in short: `idle`, `answer done`, `part text`, ..."""
    named = [name_of(one["payload"]) for one in events if about(one) == session]
    return [name for place, name in enumerate(named) if name != "delta" or named[place - 1] != name]


def course(events: list[Json], session: str) -> list[str]:
    """Name what makes the course of a run: without side work, which may come at any time."""
    named = [name for name in brief(events, session) if name not in SIDE_WORK]
    repeated = {"busy", "delta"}
    return [n for i, n in enumerate(named) if i == 0 or n not in repeated or named[i - 1] != n]


def about(event: Json) -> str | None:
    """Say which session an event is about."""
    return event["payload"].get("properties", {}).get("sessionID")


def name_of(payload: Json) -> str:
    """Name one event."""
    kind, given = payload["type"], payload["properties"]
    if kind == "session.status":
        return given["status"]["type"]
    if kind == "message.part.delta":
        return "delta"
    if kind == "message.part.updated":
        part = given["part"]
        return " ".join(["part", part["type"], part.get("state", {}).get("status", "")]).strip()
    if kind == "message.updated":
        return _message(given["info"])
    return f"error {given['error']['name']}" if kind == "session.error" else kind


def _message(info: Json) -> str:
    if info["role"] == "user":
        return "summed up" if "summary" in info else "prompt"
    words = ["answer", info.get("finish", ""), "done" if "completed" in info["time"] else ""]
    return " ".join(word for word in [*words, "failed" if "error" in info else ""] if word)
