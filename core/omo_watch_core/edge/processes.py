"""OpenCode programs of this user that run on this machine, and the ports they listen on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path, PurePath

from omo_watch_core.value import Value

PROC = Path("/proc")
LISTENING = "0A"
LSOF_S = 2.0
COMMANDS = frozenset(
    {"acp", "agent", "attach", "auth", "completion", "console", "db", "debug", "export"}
    | {"github", "import", "login", "mcp", "models", "plugin", "pr", "providers", "run", "serve"}
    | {"session", "stats", "uninstall", "upgrade", "web"}
)
"""Words after the program's name that do not start its own screen."""


INTERPRETERS = frozenset({"bash", "bun", "node", "sh"})


class Program(Value):
    """Hold one running OpenCode program."""

    pid: int
    parent: int
    command: str
    """Its subcommand; `""` is its own screen."""
    listens: tuple[tuple[str, int], ...] = ()
    """Pairs of host and port."""


def programs() -> list[Program]:
    """List the OpenCode programs of this user; empty where the system does not tell."""
    if PROC.joinpath("net/tcp").exists():
        return without_launchers(_of_proc(PROC, os.getuid()))
    if sys.platform == "darwin" and shutil.which("lsof"):
        return without_launchers(_of_lsof())
    return []


def without_launchers(found: list[Program]) -> list[Program]:
    """Leave out programs that only wait for another one that they started."""
    parents = {program.parent for program in found}
    return [program for program in found if program.listens or program.pid not in parents]


def subcommand(words: list[str]) -> str | None:
    """Give the subcommand of an OpenCode command line, None for other programs."""
    runs_script = PurePath(words[0]).name in INTERPRETERS if words else False
    for at, word in enumerate(words[: 2 if runs_script else 1]):
        if PurePath(word).name in ("opencode", ".opencode"):
            named = next((w for w in words[at + 1 :] if not w.startswith("-")), "")
            return named if named in COMMANDS else ""
    return None


def listening(table: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield (inode, (host, port)) for the sockets of a `/proc/net/tcp` that listen."""
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 9 and fields[3] == LISTENING:
            host, _, port = fields[1].partition(":")
            yield fields[9], (_host(host), int(port, 16))


def _host(words: str) -> str:
    """Read an address that the kernel wrote as 32-bit words in its own byte order."""
    raw = b"".join(bytes.fromhex(words[at : at + 8])[::-1] for at in range(0, len(words), 8))
    return str(IPv4Address(raw) if len(raw) == 4 else IPv6Address(raw))


def _of_proc(proc: Path, uid: int) -> list[Program]:
    ports: dict[str, tuple[str, int]] = {}
    for table in ("net/tcp", "net/tcp6"):
        if (proc / table).exists():
            ports.update(listening((proc / table).read_text("ascii")))
    folders = (folder for folder in proc.iterdir() if folder.name.isdecimal())
    found = (_of_folder(folder, uid, ports) for folder in folders)
    return [program for program in found if program is not None]


def _of_folder(folder: Path, uid: int, ports: dict[str, tuple[str, int]]) -> Program | None:
    try:
        if folder.stat().st_uid != uid:
            return None
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        command = subcommand(words)
        if command is None:
            return None
        # The name in brackets may hold anything, so the fields are counted from its end.
        parent = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
        links = [_link(entry) for entry in (folder / "fd").iterdir()]
    except OSError:
        return None  # it ended while we looked
    inodes = [link[8:-1] for link in links if link.startswith("socket:[")]
    listens = tuple(ports[inode] for inode in inodes if inode in ports)
    return Program(pid=int(folder.name), parent=int(parent), command=command, listens=listens)


def _link(entry: Path) -> str:
    try:
        return str(entry.readlink())
    except FileNotFoundError:
        return ""


def _of_lsof() -> list[Program]:
    uid = str(os.getuid())
    ports = listed_by_lsof(_output("lsof", "-nP", "-a", "-u", uid, "-iTCP", "-sTCP:LISTEN", "-Fpn"))
    return listed_by_ps(_output("ps", "-x", "-o", "pid=,ppid=,command="), ports)


def listed_by_lsof(text: str) -> dict[int, list[tuple[str, int]]]:
    """Read pids and their listening addresses from the field output of lsof."""
    ports: dict[int, list[tuple[str, int]]] = {}
    pid = 0
    for line in text.splitlines():
        if line.startswith("p"):
            pid = int(line[1:])
        elif line.startswith("n"):
            host, _, port = line[1:].rpartition(":")
            host = "0.0.0.0" if host == "*" else host.strip("[]")
            if port.isdecimal():
                ports.setdefault(pid, []).append((host, int(port)))
    return ports


def listed_by_ps(text: str, ports: dict[int, list[tuple[str, int]]]) -> list[Program]:
    """Read the OpenCode programs from lines of pid, parent and command line."""
    found: list[Program] = []
    for line in text.splitlines():
        pid, parent, *words = line.split()
        command = subcommand(words)
        if command is not None:
            listens = tuple(ports.get(int(pid), ()))
            found.append(
                Program(pid=int(pid), parent=int(parent), command=command, listens=listens)
            )
    return found


def _output(*words: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=LSOF_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
