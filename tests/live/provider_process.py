"""The scripted provider as a process of a test session, and what tests ask of it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
ANNOUNCES = "provider listening on "


class ProviderProcess:
    """A running provider; it ends with `stop`, or by itself when this process is gone."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.provider", "--tied"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(ANNOUNCES), f"the provider did not start: {line!r}"
        self.url = line.removeprefix(ANNOUNCES).strip()
        self.client = httpx.Client(base_url=self.url)

    def stop(self) -> None:
        """Close the provider's stdin, which ends it."""
        self.client.close()
        self.process.communicate()

    def requests(self, model: str | None = None, kind: str | None = "turn") -> list[dict[str, Any]]:
        """List the model calls since the last `clear`, oldest first; `kind` None takes titles too.

        A record has the fields of `tests.live.provider.Record`.
        """
        wanted = {"model": model} if model else {}
        records = self.client.get("/_requests", params=wanted).raise_for_status().json()
        return [record for record in records if kind in (None, record["kind"])]

    def count(self, model: str) -> int:
        """Count the turns' calls of a model since the last `clear`."""
        return len(self.requests(model))

    def clear(self) -> None:
        """Forget all calls, refusals and roles."""
        self.client.post("/_clear").raise_for_status()

    def play(self, model: str, like: str) -> None:
        """Let a model behave like another one, as when its limit has passed."""
        self.client.post("/_play", json={"model": model, "as": like}).raise_for_status()
