"""The recorded cases, read from their files."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = Any
HERE = Path(__file__).parent.parent / "vectors"


@dataclass(frozen=True)
class Case:
    """One recorded input with what came out of it."""

    file: str
    name: str
    fn: str | None
    input: Json
    expect: Json
    more: dict[str, Json] = field(default_factory=dict[str, Json])

    @property
    def id(self) -> str:
        """Give the name of its test."""
        return f"{self.file}-{self.name}"

    @property
    def key(self) -> str:
        """Name the function in the table of adapters: `fn`, else the file without its ending."""
        return self.fn or self.file.removesuffix(".json")


def folder() -> Path:
    """Give the folder of the files: the project's own, or OMO_VECTORS_DIR."""
    return Path(os.environ.get("OMO_VECTORS_DIR") or HERE)


def cases() -> Iterator[Case]:
    """Give every case of every file, in order."""
    for file in sorted(folder().glob("*.json")):
        for raw in json.loads(file.read_text("utf-8"))["cases"]:
            known = {key: raw.get(key) for key in ("name", "fn", "input", "expect")}
            more = {key: value for key, value in raw.items() if key not in known}
            yield Case(file=file.name, **known, more=more)
