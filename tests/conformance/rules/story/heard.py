"""Which retry a status tells of, and how its key is recorded (5)."""

import re

from tests.conformance.case import Json
from tests.conformance.rules.story.chain import canonical

NAMED_MODEL = re.compile(r"model\s+([a-z0-9._/-]+)(?=\s+(?:are|is)\b)", re.ASCII | re.IGNORECASE)
NUMBERED = re.compile(r"attempt\s*#\s*(\d+)", re.ASCII | re.IGNORECASE)
COUNTDOWN = re.compile(r"\[\s*retrying\s+in[^\]]*\]", re.ASCII | re.IGNORECASE)
PLAIN = re.compile(r"retrying in\s+[^(]*attempt\s*#\s*\d+", re.ASCII | re.IGNORECASE)
CLASSES = tuple(
    re.compile(source, re.ASCII | re.IGNORECASE)
    for source in (
        r"all\s+credentials\s+for\s+model|cool(?:ing)?\s+down|cooldown|exhausted\s+your\s+capacity",
        r"too\s+many\s+requests",
        r"quota\s+will\s+reset\s+after|quota\s*exceeded",
        r"usage\s+limit\s+has\s+been\s+reached|limit\s+reached",
        r"rate\s+limit",
        r"service.?unavailable|temporarily.?unavailable|overloaded",
    )
)


def attempt(status: Json) -> Json:
    """Give the number of the attempt: the field, else the text's, else none is known."""
    stated, found = status.get("attempt"), NUMBERED.search(status.get("message") or "")
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return stated
    return int(found[1]) if found else "?"


def model_named(properties: Json) -> str | None:
    """Give the model that the event or its text names."""
    found = NAMED_MODEL.search(properties["status"].get("message") or "")
    return canonical(properties.get("model")) or (found[1].lower() if found else None)


def key(properties: Json, current: str | None) -> Json:
    """Name the wait: attempt, model and class; the model is part of it (REC of 5)."""
    text = properties["status"].get("message") or ""
    place = next((n for n, pattern in enumerate(CLASSES) if pattern.search(text)), None)
    bare = " ".join(COUNTDOWN.sub(" ", text).lower().split())
    kind = bare if place is None else place
    return attempt(properties["status"]), model_named(properties) or current, kind


def recorded(status: Json) -> str:
    """Give the key as the recordings write it: attempt and text, the countdown taken out."""
    text = PLAIN.sub("retrying", COUNTDOWN.sub("[retrying]", status.get("message") or ""))
    return f"{attempt(status)}:{' '.join(text.lower().split())}"
