"""Run the command line inside the test process and see what a shell would see."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from omo_watch.cli.program import run


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    capture: pytest.CaptureFixture[str]

    def __call__(self, *args: str) -> Outcome:
        code = run(args)
        seen = self.capture.readouterr()
        return Outcome(code, seen.out, seen.err)
