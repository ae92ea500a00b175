"""Throw-away `opencode serve` processes, each with a home and projects of its own."""

import argparse
import base64
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import family
from tests.live.home import environment, make_home
from tests.live.project import MODELS, make_project, settings
from tests.live.target import Target

BINARY = "OMO_WATCH_OPENCODE"
READY = b"opencode server listening on http://"
BOOT = 60.0  # seconds that a start may take on a busy machine
GRACE = 10.0  # seconds between SIGTERM and SIGKILL


class ServerError(Exception):
    """The server ended or stayed silent instead of listening."""


def binary() -> str:
    """Name the OpenCode executable of the environment; raise ServerError when it names none."""
    named = os.environ.get(BINARY)
    if not named:
        raise ServerError(f"{BINARY} names no OpenCode executable: run `make live`")
    return named


def free_port() -> int:
    """Find a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class RealServer:
    """One server and the folder in which it lives.

    `root` holds `home/`, one folder per project and `server.log`, and survives `restart`.
    `provider` is the scripted provider's address without a path.  `config` replaces keys of
    all projects' settings, `of_project` those of single ones.  `start`, `stop` and `restart`
    block: a test whose event loop must go on meanwhile calls them in a thread.
    """

    root: Path
    provider: str
    projects: Sequence[str] = ("alpha", "beta")
    port: int = field(default_factory=free_port)
    password: str | None = None
    background: bool = False
    depth: int = 3
    models: Sequence[str] = MODELS
    config: Mapping[str, object] = field(default_factory=dict)
    of_project: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def directories(self) -> list[str]:
        """List the projects' folders as the server names them."""
        return [str((self.root / name).resolve()) for name in self.projects]

    @property
    def target(self) -> Target:
        return Target(self.url, tuple(self.directories), "real", self.password)

    def log(self) -> str:
        """Return everything that the server printed, over all its starts."""
        return (self.root / "server.log").read_text(errors="replace")

    def prepare(self) -> None:
        """Write the home and the projects that are not there yet."""
        make_home(self.home)
        for name, directory in zip(self.projects, self.directories, strict=True):
            more = {**self.config, **self.of_project.get(name, {})}
            config = settings(self.provider, self.models, self.depth, more)
            make_project(Path(directory), config)

    def start(self) -> "RealServer":
        """Start the server and wait until it answers; raise ServerError with its last lines."""
        self.prepare()
        with (self.root / "server.log").open("ab") as log:
            self.process = self._spawn(log.fileno())
            begin = log.tell()
        try:
            self._wait(begin)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and every process below it."""
        process, self.process = self.process, None
        if process is None:
            return
        below = family.descendants(process.pid)
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        family.end(below)

    def restart(self) -> None:
        """Stop and start again on the same port, with the same home."""
        self.stop()
        self.start()

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        words = ["serve", "--port", str(self.port), "--print-logs", "--log-level", "INFO"]
        return subprocess.Popen(
            [binary(), *words],
            cwd=self.directories[0],
            env={**environment(self.home), **self._switches(), **self.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _switches(self) -> dict[str, str]:
        switches = {"OPENCODE_SERVER_PASSWORD": self.password} if self.password else {}
        if self.background:
            switches["OPENCODE_EXPERIMENTAL_BACKGROUND_SUBAGENTS"] = "1"
        return switches

    def _wait(self, begin: int) -> None:
        end = time.monotonic() + BOOT
        while not (self._announced(begin) and self._healthy()):
            gone = self.process is None or self.process.poll() is not None
            if gone or time.monotonic() > end:
                raise ServerError(f"no server on {self.url}:\n{self.log()[-2000:]}")
            time.sleep(0.05)

    def _announced(self, begin: int) -> bool:
        return READY in (self.root / "server.log").read_bytes()[begin:]

    def _healthy(self) -> bool:
        request = urllib.request.Request(f"{self.url}/global/health")
        token = base64.b64encode(f"opencode:{self.password}".encode()).decode()
        request.add_header("authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--provider", required=True, help="http://127.0.0.1:PORT, without /v1")
    options.add_argument("--port", type=int, help="a free one by default")
    options.add_argument("--root", type=Path, help="kept afterwards; else a temporary folder")
    options.add_argument("--projects", nargs="+", default=["alpha", "beta"])
    options.add_argument("--password")
    options.add_argument("--background", action="store_true", help="background sub-agents")
    options.add_argument("--depth", type=int, default=3, help="levels of sub-agents")
    return options.parse_args()


def main() -> None:
    """Run a server from a shell until SIGINT or SIGTERM."""
    chosen = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt):
        root = chosen.root or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root.mkdir(parents=True, exist_ok=True)
        server = RealServer(root.resolve(), chosen.provider, chosen.projects)
        server.port = chosen.port or server.port
        server.password, server.background = chosen.password, chosen.background
        server.depth = chosen.depth
        stack.callback(server.stop)
        server.start()
        sys.stdout.write("\n".join([server.url, *server.directories, ""]))
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
