"""Something that speaks the protocol, as a contract test sees it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Target:
    """A server to test: its address, the directories it serves, and which kind it is."""

    url: str
    directories: tuple[str, ...]
    kind: Literal["demo", "real"]
    password: str | None = None
