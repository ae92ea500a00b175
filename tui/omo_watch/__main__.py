"""Start omo-watch: `python -m omo_watch`, or the command `omo-watch`."""

from __future__ import annotations

import sys

from omo_watch.cli.program import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
