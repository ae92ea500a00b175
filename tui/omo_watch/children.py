"""Servers that we started ourselves: ours to end, and nobody else's."""

from __future__ import annotations

import os
import secrets
import subprocess
import threading

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.demo.child import DemoProcess, start_demo

LISTENING = "opencode server listening on "
PATIENCE_S = 10.0


class Children:
    """Start servers as child processes and end them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._demo: DemoProcess | None = None
        self._opencode: subprocess.Popen[str] | None = None

    def start_demo(self) -> tuple[Address, ...]:
        """Start the demo unless it runs; give its servers. Raises OSError."""
        if self._demo is None:
            self._demo = start_demo()
        return tuple(Address.of(name, url) for name, url in self._demo.urls.items())

    def start_opencode(self) -> tuple[Address, ...]:
        """Start `opencode serve` on loopback with a random password; raises OSError.

        The password goes by the environment, never by arguments that others can list.
        """
        password = secrets.token_urlsafe(24)
        environment = {**os.environ, "OPENCODE_SERVER_PASSWORD": password}
        environment.pop("OPENCODE_SERVER_USERNAME", None)
        words = ["opencode", "serve", "--hostname", "127.0.0.1", "--port", "0"]
        self._opencode = child = subprocess.Popen(
            words,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        address = Address.of("opencode", _announced(child), password)
        threading.Thread(target=_drain, args=(child,), daemon=True).start()
        return (address,)

    def end(self) -> None:
        """End what was started, in good order."""
        if self._demo is not None:
            self._demo.close()
        child = self._opencode
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._demo = self._opencode = None


def _announced(child: subprocess.Popen[str]) -> str:
    """Read the line that tells where the server listens; raises OSError when it ends first."""
    assert child.stdout is not None
    for line in child.stdout:
        if LISTENING in line:
            return line.split(LISTENING, 1)[1].strip()
    raise OSError(f"opencode serve ended with {child.wait()} and said no address")


def _drain(child: subprocess.Popen[str]) -> None:
    """Keep reading, or the server blocks on a full pipe."""
    assert child.stdout is not None
    for _ in child.stdout:
        pass
