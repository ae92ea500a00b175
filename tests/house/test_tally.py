"""The closing line of a run is added up from its reports, and a suite that did not run is red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SUITE = '<testsuites><testsuite tests="{}" errors="{}" failures="{}" skipped="{}"/></testsuites>'


def _tally(*arguments: object) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / ".ci" / "tally.py"), *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout.strip()


def _report(folder: Path, name: str, *counts: int) -> Path:
    file = folder / f"{name}.xml"
    file.write_text(SUITE.format(*counts))
    return file


def test_reports_are_added_up(tmp_path: Path) -> None:
    reports = (_report(tmp_path, "test", 10, 1, 2, 3), _report(tmp_path, "live", 5, 0, 0, 0))
    assert _tally(*reports) == (0, "9 passed, 3 failed, 3 skipped")


@pytest.mark.parametrize(
    ("counts", "code"),
    [((5, 0, 0, 0), 0), ((0, 0, 0, 0), 1), ((5, 0, 0, 5), 1), ((5, 0, 0, 1), 1), ((5, 0, 1, 0), 1)],
)
def test_a_suite_that_did_not_run_whole_is_red(
    tmp_path: Path, counts: tuple[int, ...], code: int
) -> None:
    assert _tally("--all-ran", _report(tmp_path, "live", *counts))[0] == code


def test_pytest_writes_what_is_read(tmp_path: Path) -> None:
    tests = ("def test_a(): pass", "def test_b(): assert 0", "def test_c(): pytest.skip()")
    (tmp_path / "test_three.py").write_text("\n".join(("import pytest", *tests)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=r.xml"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=env, check=False, capture_output=True)
    assert done.returncode == 1, done.stdout
    assert _tally(tmp_path / "r.xml") == (0, "1 passed, 1 failed, 1 skipped")
