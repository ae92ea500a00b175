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
TOLD = ("start", "latency", "transcript")
KNOWN = (*GATED, *TOLD, "attach")
WITH_MORE = ("table", *TOLD)


def main() -> int:
    """Measure and print; with `--gate` only what is gated, and 1 when something is over."""
    options = _options()
    if options.child:
        print(figures.write(_measure(options)))
        return 0
    names = options.names or ((*GATED,) if options.gate else (*GATED, *TOLD))
    if options.gate:
        return _gate(names, options)
    for name in names:
        for figure in _in_child(name, options):
            print(figure.line(), flush=True)
    return 0


def _gate(names: Sequence[str], options: argparse.Namespace) -> int:
    """Print a verdict for each gate; what is over its budget is given a second chance."""
    over = 0
    for name in names:
        found = _in_child(name, options)
        if any(figure.is_over for figure in found):
            print(f"      {name}: over budget, measuring once more", flush=True)
            found = _in_child(name, options)
        for figure in found:
            print(figure.verdict(), flush=True)
        over += sum(figure.is_over for figure in found)
    print(f"{over} over budget" if over else "all within budget")
    return 1 if over else 0


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
    if done.returncode != 0:
        return [Figure(f"{name}: it did not end well", float("nan"), budget=0)]
    return figures.read(done.stdout.splitlines()[-1])


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
