"""OpenCode programs of this user, as the system lists them."""

import os
from pathlib import Path

import pytest

from omo_watch_core.edge.processes import (
    Program,
    _of_proc,
    listed_by_lsof,
    listed_by_ps,
    listening,
    subcommand,
    without_launchers,
)

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid inode\n"
TCP = (
    HEAD + "   0: 0100007F:1000 00000000:0000 0A 00000000:00000000 00:00000000 0 1000 0 111 1\n"
    "   1: 0100007F:1001 0100007F:9999 01 00000000:00000000 00:00000000 0 1000 0 222 1\n"
)
TCP6 = (
    HEAD + "   0: 00000000000000000000000000000000:1002 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 0 1000 0 333 1\n"
    "   1: 00000000000000000000000001000000:1003 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 0 1000 0 444 1\n"
)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("/usr/bin/opencode serve --port 4096", "serve"),
        ("opencode", ""),
        ("opencode --port 4096", ""),
        ("opencode /srv/dev/shop", ""),
        ("opencode attach http://127.0.0.1:4096", "attach"),
        ("node /usr/lib/bin/opencode web", "web"),
        ("/opt/x/.opencode run hello", "run"),
        ("vim opencode", None),
        ("opencode-helper serve", None),
        ("", None),
    ],
)
def test_a_command_line_is_understood(words: str, command: str | None) -> None:
    assert subcommand(words.split()) == command


def test_the_tables_of_the_kernel_are_read() -> None:
    assert dict(listening(TCP)) == {"111": ("127.0.0.1", 4096)}
    assert dict(listening(TCP6)) == {"333": ("::", 4098), "444": ("::1", 4099)}


def process(proc: Path, pid: int, command: str, *inodes: str, parent: int = 1) -> None:
    folder = proc / str(pid)
    (folder / "fd").mkdir(parents=True)
    (folder / "cmdline").write_bytes(command.replace(" ", "\0").encode() + b"\0")
    (folder / "stat").write_text(f"{pid} (open) code) S {parent} 1 1 0")
    for at, inode in enumerate(inodes):
        (folder / "fd" / str(at)).symlink_to(f"socket:[{inode}]")


def test_programs_are_found_with_their_ports(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net/tcp").write_text(TCP)
    (tmp_path / "net/tcp6").write_text(TCP6)
    process(tmp_path, 10, "opencode serve", "111", "222", parent=9)
    process(tmp_path, 11, "opencode", "222")
    process(tmp_path, 12, "postgres", "333")
    (tmp_path / "13").mkdir()
    found = sorted(_of_proc(tmp_path, os.getuid()), key=lambda program: program.pid)
    assert found == [
        Program(pid=10, parent=9, command="serve", listens=(("127.0.0.1", 4096),)),
        Program(pid=11, parent=1, command=""),
    ]
    assert _of_proc(tmp_path, os.getuid() + 1) == []


def test_a_launcher_that_only_waits_is_left_out() -> None:
    launcher = Program(pid=1, parent=0, command="")
    program = Program(pid=2, parent=1, command="")
    assert without_launchers([launcher, program]) == [program]


def test_lsof_and_ps_tell_the_same_elsewhere() -> None:
    ports = listed_by_lsof("p10\nn127.0.0.1:4096\nn*:4097\np12\nn[::1]:5432\n")
    assert ports == {10: [("127.0.0.1", 4096), ("0.0.0.0", 4097)], 12: [("::1", 5432)]}
    lines = "   10     9 opencode serve --port 4096\n   11     1 opencode\n   12     1 postgres\n"
    assert listed_by_ps(lines, ports) == [
        Program(
            pid=10, parent=9, command="serve", listens=(("127.0.0.1", 4096), ("0.0.0.0", 4097))
        ),
        Program(pid=11, parent=1, command=""),
    ]
