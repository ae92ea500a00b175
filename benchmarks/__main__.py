"""Measure: `python -m benchmarks [NAME ...] [--gate]`, or `attach --opencode BIN`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module

from benchmarks import figures
from benchmarks.figures import Figure

GATED = ("ingest", "burst", "table", "memory")
TOLD = ("start", "latency")
KNOWN = (*GATED, *TOLD, "attach")
WITH_MORE = ("table", *TOLD)


def main() -> int:
    """Measure and print; with `--gate` only what is gated, and 1 when something is over."""
    options = _options()
    if options.child:
        print(figures.write(_measure(options)))
        return 0
    names = options.names or ((*GATED,) if options.gate else (*GATED, *TOLD))
    found = [figure for name in names for figure in _in_child(name, options)]
    over = [figure for figure in found if figure.is_over]
    if options.gate:
        print(f"{len(over)} over budget" if over else "all within budget")
    return 1 if options.gate and over else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(KNOWN))
    parser.add_argument("--gate", action="store_true", help="fail where a budget is exceeded")
    parser.add_argument("--opencode", metavar="BIN", help="the program to compare with")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for name in options.names:
        if name not in KNOWN:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(KNOWN)}")
    if "attach" in options.names and not options.opencode:
        parser.error("attach wants --opencode BIN")
    return options


def _in_child(name: str, options: argparse.Namespace) -> Sequence[Figure]:
    """Measure in a fresh process, so that nothing of another benchmark is in the way."""
    words = [sys.executable, "-m", "benchmarks", name, "--child"]
    words += ["--gate"] * options.gate
    words += ["--opencode", options.opencode] if options.opencode else []
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, text=True)
    found = [Figure(f"{name}: it did not end well", float("nan"), budget=0)]
    if done.returncode == 0:
        found = figures.read(done.stdout.splitlines()[-1])
    for figure in found:
        print(figure.verdict() if options.gate else figure.line(), flush=True)
    return found


def _measure(options: argparse.Namespace) -> list[Figure]:
    (name,) = options.names
    module = import_module(f"benchmarks.{name}")
    if name == "attach":
        return module.told(options.opencode)
    found = module.gated() if name in GATED else []
    if options.gate:
        return [figure for figure in found if figure.budget is not None]
    return found + (module.told() if name in WITH_MORE else [])


if __name__ == "__main__":
    sys.exit(main())
