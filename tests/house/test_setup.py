"""`.ci/venv` makes the environment once, whole, and says in one sentence why it cannot."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PROJECT = '[project]\ndependencies = ["a"]\n[tool.ruff]\nline-length = 100\n'
NEEDED = ("bash", "awk", "cat", "chmod", "cksum", "dirname", "mkdir", "rm")
# Stand-ins: what each machine's program does with the arguments it is given.
MAKE_PYTHON = (
    "mkdir -p .venv/bin\n"
    "printf '#!/bin/sh\\necho venv-pip >>calls\\n' >.venv/bin/python\n"
    "chmod +x .venv/bin/python\n"
)
UV = 'echo "uv $1" >>calls\nif [ "$1" = venv ]; then\n' + MAKE_PYTHON + "fi\n"
UV_OFFLINE = 'echo "uv $1" >>calls\nexit 1\n'
PYTHON = 'case "$*" in\n"-m venv .venv") ' + MAKE_PYTHON + ";;\nesac\n"
NO_ENSUREPIP = (
    'case "$*" in\n"-m venv .venv") mkdir -p .venv/bin; exit 1;;\n"-m venv --without-pip .venv") '
    + MAKE_PYTHON
    + ';;\n"-m pip --python"*) echo outer-pip >>calls;;\nesac\n'
)
NO_PIP_EITHER = 'case "$*" in\n"-m venv --without-pip .venv") ;;\n"-m "*) exit 1;;\nesac\n'
OLD_PYTHON = "exit 1\n"


@dataclass
class Machine:
    """A checkout on a machine that has just the programs given."""

    checkout: Path
    programs: Path

    def install(self, **programs: str) -> None:
        """Put shell scripts on the PATH under the given names."""
        for name, script in programs.items():
            file = self.programs / name
            file.write_text(f"#!/bin/sh\n{script}")
            file.chmod(0o755)

    def set_up(self) -> subprocess.CompletedProcess[str]:
        """Run the script with nothing else on the PATH."""
        command = [self.checkout / ".ci" / "venv"]
        env = {"PATH": str(self.programs), "HOME": os.environ["HOME"]}
        return subprocess.run(command, env=env, check=False, capture_output=True, text=True)

    def calls(self) -> list[str]:
        """Return, and forget, what was called so far."""
        file = self.checkout / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with a shell and a checkout, and no Python."""
    machine = Machine(tmp_path / "check out", tmp_path / "bin")
    (machine.checkout / ".ci").mkdir(parents=True)
    machine.programs.mkdir()
    shutil.copy(ROOT / ".ci" / "venv", machine.checkout / ".ci" / "venv")
    (machine.checkout / "pyproject.toml").write_text(PROJECT)
    for name in NEEDED:
        (machine.programs / name).symlink_to(str(shutil.which(name)))
    return machine


def _ready(machine: Machine) -> bool:
    return (machine.checkout / ".venv" / ".ready").exists()


def test_uv_is_taken_where_there_is_one(machine: Machine) -> None:
    machine.install(uv=UV)
    assert machine.set_up().returncode == 0
    assert machine.calls() == ["uv venv", "uv pip"]


def test_a_finished_venv_is_left_alone(machine: Machine) -> None:
    machine.install(uv=UV)
    machine.set_up()
    machine.calls()
    again = machine.set_up()
    assert (again.returncode, again.stderr, machine.calls()) == (0, "", [])


def test_a_half_made_venv_is_made_again(machine: Machine) -> None:
    machine.install(uv=UV)
    machine.set_up()
    machine.calls()
    (machine.checkout / ".venv" / ".ready").unlink()
    assert machine.set_up().returncode == 0
    assert machine.calls() == ["uv venv", "uv pip"]


@pytest.mark.parametrize(
    ("old", "new", "calls"),
    [('["a"]', '["a", "b"]', ["uv venv", "uv pip"]), ("100", "90", [])],
    ids=["dependency", "linter"],
)
def test_only_what_is_installed_counts(
    machine: Machine, old: str, new: str, calls: list[str]
) -> None:
    machine.install(uv=UV)
    machine.set_up()
    machine.calls()
    (machine.checkout / "pyproject.toml").write_text(PROJECT.replace(old, new))
    assert machine.set_up().returncode == 0
    assert machine.calls() == calls


def test_a_moved_checkout_gets_a_new_venv(machine: Machine) -> None:
    machine.install(uv=UV)
    machine.set_up()
    machine.calls()
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("elsewhere"))
    assert machine.set_up().returncode == 0
    assert machine.calls() == ["uv venv", "uv pip"]


def test_pip_stands_in_where_uv_fails(machine: Machine) -> None:
    machine.install(uv=UV_OFFLINE, python3=PYTHON)
    assert machine.set_up().returncode == 0
    assert machine.calls() == ["uv venv", "venv-pip", "venv-pip"]
    assert _ready(machine)


def test_the_pip_outside_stands_in_for_ensurepip(machine: Machine) -> None:
    machine.install(python3=NO_ENSUREPIP)
    assert machine.set_up().returncode == 0
    assert machine.calls() == ["outer-pip", "venv-pip", "venv-pip"]
    assert _ready(machine)


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (NO_PIP_EITHER, "python3 has no ensurepip and no pip: install them"),
        (OLD_PYTHON, "omo-watch needs Python 3.11 or newer: install it"),
    ],
    ids=["no pip", "old"],
)
def test_what_is_missing_is_said_in_one_sentence(
    machine: Machine, python: str, sentence: str
) -> None:
    machine.install(python3=python)
    failed = machine.set_up()
    assert failed.returncode == 1
    assert sentence in failed.stderr.splitlines()[-1]
    assert not _ready(machine)
