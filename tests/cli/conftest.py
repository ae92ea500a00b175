"""What tests of the command line share."""

import pytest

from tests.cli.running import Shell


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """Give a way to run `omo-watch ...`."""
    return Shell(capsys)
