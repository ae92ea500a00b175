"""The README promises what the Makefile keeps."""

import re
import subprocess

from omo_watch.keys.table import as_markdown
from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
SET_UP = re.compile(r"^## Set up\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```\w*\n.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^(\.?[a-z][a-z-]*):(?!=)", re.MULTILINE)
RUN = re.compile(r"^(?:\S+ )?(?:run|make --no-print-directory) ([a-z][a-z-]*)\b", re.MULTILINE)


def _targets() -> set[str]:
    return set(TARGET.findall(MAKEFILE))


def _commands(section: str) -> list[str]:
    """List the commands in the fenced blocks, without their comments and prompts."""
    lines = "\n".join(FENCED.findall(section)).splitlines()
    commands = [line.partition("#")[0].strip().removeprefix("$ ") for line in lines]
    return [command for command in commands if command]


def test_set_up_is_two_commands() -> None:
    section = SET_UP.search(README)
    assert section, "README.md has no section `## Set up`"
    assert _commands(section.group(1)) == ["make demo", "make test"]


def test_every_target_that_is_named_exists() -> None:
    code = "\n".join(CODE.findall(README))
    named = set(re.findall(r"\bmake ([a-z.][\w-]*)", code))
    assert named
    assert named - _targets() == set()


def test_make_help_lists_the_targets() -> None:
    command = ["make", "--no-print-directory", "help"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    listed = {line.partition(":")[0] for line in done.stdout.splitlines()}
    assert listed == _targets() - {".venv"}


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert RUN.findall(script) == ["test", "lint", "types", "bench-gate", "live", "demo"]


def test_the_keys_are_those_of_the_table() -> None:
    section = README.split("<!-- keys -->")[1].split("<!-- /keys -->")[0]
    assert section.strip() == as_markdown().strip()
